import Foundation

/// An Apache Kafka of the tests' own, on free ports of loopback, with its data in a temporary folder that goes when the test process does.
public final class LocalBroker: @unchecked Sendable {
  /// What to say where no Kafka is found.
  public static let skipped: String =
    "no Apache Kafka found: set KAFKA_HOME to a distribution, or run tools/broker install, to run the tests over Kafka too"

  /// Whether a distribution (`KAFKA_HOME`, or what `tools/broker install` fetched) and Java are there.
  public static let isAvailable: Bool = {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"] ?? "\(environment["HOME"] ?? "")/.cache"
    let homes = [environment["KAFKA_HOME"] ?? "", "\(cache)/konomi/kafka-4.3.1"]
    return homes.contains { FileManager.default.isExecutableFile(atPath: "\($0)/bin/kafka-server-start.sh") }
  }()

  /// The broker that all tests of a process share, started by the first who asks.
  public static let shared: Result<LocalBroker, any Error> = Result {
    let broker = try LocalBroker()
    try broker.start()
    return broker
  }

  /// The files of a data folder as Kafka prepares it, by name. It is prepared once for all brokers: each further Java takes seconds.
  private static let formatted: Result<[String: Data], any Error> = Result {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appendingPathComponent("konomi-broker-\(UUID().uuidString)")
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: folder) }
    // It listens on none of them.
    let ports = try HeldPorts(2).numbers.map { String($0) }
    let log = folder.appendingPathComponent("format.log")
    let code = try ChildProcess([tool, "format", folder.path] + ports, output: log, errors: log).wait(within: .seconds(90))
    guard code == 0 else { throw LocalBrokerError(description: (try? String(contentsOf: log, encoding: .utf8)) ?? "no log") }
    let data = folder.appendingPathComponent("data")
    return try files.contentsOfDirectory(atPath: data.path).reduce(into: [:]) {
      $0[$1] = try Data(contentsOf: data.appendingPathComponent($1))
    }
  }

  /// `host:port`.
  public let address: String
  /// Where it is no broker but a controller.
  public let controllerAddress: String
  /// Where it tells whoever asks to go on to an address at which nobody answers (`advertised.listeners`).
  public let astrayAddress: String

  private let folder: URL
  private let held: HeldPorts
  private var ports: [UInt16] { held.numbers }
  /// The shell around the broker. The broker ends when the shell's standard input closes.
  private var shell: ChildProcess?

  public init() throws {
    held = try HeldPorts(3)
    let ports = held.numbers
    address = "127.0.0.1:\(ports[0])"
    controllerAddress = "127.0.0.1:\(ports[1])"
    astrayAddress = "127.0.0.1:\(ports[2])"
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("konomi-broker-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let properties = """
      listeners=PLAINTEXT://\(address),CONTROLLER://\(controllerAddress),ASTRAY://\(astrayAddress)
      advertised.listeners=PLAINTEXT://\(address),ASTRAY://127.0.0.1:1
      listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,ASTRAY:PLAINTEXT
      """
    try Data(properties.utf8).write(to: folder.appendingPathComponent("properties"))
  }

  deinit { try? stop() }

  /// Starts the broker and returns once it answers; also after `kill`, with the data that it had.
  public func start() throws {
    let data = folder.appendingPathComponent("data")
    if !FileManager.default.fileExists(atPath: data.path) {
      try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
      for (name, bytes) in try LocalBroker.formatted.get() { try bytes.write(to: data.appendingPathComponent(name)) }
    }
    // The broker ends when this process does, however that ends.
    let script = """
      exec 3<&0
      KONOMI_BROKER_PROPERTIES=$1/properties "$0" run "$1" "$2" "$3" > "$1/broker.log" 2>&1 3<&- < /dev/null & broker=$!
      echo $broker > "$1/pid"
      (cat <&3 > /dev/null; kill $broker; while kill -0 $broker; do sleep 0.1; done; rm -rf "$1") > /dev/null 2>&1 & watch=$!
      wait $broker
      kill $watch
      """
    let shell = try ChildProcess(["/bin/bash", "-c", script, LocalBroker.tool, folder.path, String(ports[0]), String(ports[1])])
    self.shell = shell
    let deadline = ContinuousClock.now + .seconds(90)
    while !HeldPorts.answers(ports[0]) {
      guard shell.isRunning, ContinuousClock.now < deadline else {
        let log = (try? String(contentsOf: folder.appendingPathComponent("broker.log"), encoding: .utf8)) ?? ""
        throw LocalBrokerError(description: "the broker did not start\n\(log.suffix(2000))")
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  /// Ends the broker at once (SIGKILL), and returns when it is gone.
  public func kill() throws { try end(SIGKILL) }

  /// Ends the broker at once, and takes all that it had.
  public func wipe() throws {
    try kill()
    try FileManager.default.removeItem(at: folder.appendingPathComponent("data"))
  }

  /// Stops the broker in order (SIGTERM), and returns when it is gone.
  public func stop() throws {
    try end(SIGTERM)
    try FileManager.default.removeItem(at: folder)
  }

  /// Holds the broker up, or lets it go on: it neither answers nor refuses.
  public func suspend() throws { try signal(SIGSTOP) }
  public func resume() throws { try signal(SIGCONT) }

  private func end(_ signal: Int32) throws {
    guard let shell else { return }
    try self.signal(signal)
    shell.wait()
    self.shell = nil
  }

  private func signal(_ signal: Int32) throws {
    let text = try String(contentsOf: folder.appendingPathComponent("pid"), encoding: .utf8)
    guard let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw LocalBrokerError(description: "no process id in \"\(text)\"")
    }
    _ = Foundation.kill(pid, signal)
  }

  private static let tool = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("tools/broker").path
}

/// Why a test's broker is not there.
public struct LocalBrokerError: Error, CustomStringConvertible {
  public var description: String
}
