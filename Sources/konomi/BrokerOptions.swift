import CommandLine
import Foundation
import KafkaQueue
import Queue
import Recordings
import Synchronization

/// How to reach the brokers, for every role that needs them.
enum BrokerOptions {
  static let defaultBrokers = "127.0.0.1:9092"
  static let addresses = Accepted<String>.that(KafkaSettings.addresses, KafkaSettings.areAddresses)
  static let brokers = Option(
    "brokers", "list", addresses, default: defaultBrokers, help: "The brokers' addresses, host:port, separated by commas.")
  static let prefix = Option("prefix", "name", default: Topics.defaultPrefix, help: "What the names of all topics and groups begin with.")
  static let kafkaSettings = Option<URL?>(
    "kafka-settings", "file", help: "Further properties of librdkafka, one name=value a line, e.g. for TLS; may hold secrets.")
  static let partitions = Option(
    "partitions", "n", .in(1...10_000), default: 32, help: "Partitions of the job topics, 4 to 10 times the most workers expected.")
  static let replication = Option("replication", "n", .in(1...9), default: 1, help: "Replicas of each topic that is made.")
  static let wait = Flag("wait", help: "Wait for brokers that do not answer yet, instead of leaving with exit code 69.")
  static let all: [any ParameterDeclaration] = [brokers, prefix, kafkaSettings, wait]
  static let topicShape: [any ParameterDeclaration] = [partitions, replication]

  static func topics(_ values: Values) throws -> Topics { try Topics(prefix: values[prefix]) }

  /// - Parameters:
  ///   - requestTimeout: after so long without an answer a call fails.
  ///   - waiting: is told why a request waits for its answer; by default people are.
  static func transport(
    _ values: Values, requestTimeout: Duration = .seconds(60), waiting: @escaping @Sendable (String) -> Void = sayOnce
  ) throws -> KafkaTransport {
    try ProcessLimits.check()
    let settings = KafkaSettings(
      brokers: values[brokers], properties: try properties(values[kafkaSettings]), requestTimeout: requestTimeout, waiting: waiting)
    var nextSign = ContinuousClock.now
    while true {
      do {
        return try KafkaTransport(settings)
      } catch let error as QueueError where error.code == .unreachable && values[wait] {
        if .now >= nextSign {
          Konomi.complain("\(error) Waiting for it.")
          nextSign = .now + .seconds(60)
        }
        Thread.sleep(forTimeInterval: 1)
      }
    }
  }

  /// At most twice a minute: many requests may wait for one broker.
  @Sendable private static func sayOnce(_ reason: String) {
    let isDue = lastWord.withLock { last in
      if let last, .now - last < .seconds(30) { return false }
      last = .now
      return true
    }
    if isDue { Konomi.complain("\(reason) Waiting for it.") }
  }

  private static let lastWord = Mutex<ContinuousClock.Instant?>(nil)

  /// Lines `name=value`; empty lines and those that begin with `#` are passed over.
  private static func properties(_ file: URL?) throws -> [String: String] {
    guard let file else { return [:] }
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      throw UsageError("cannot read \(file.path) (--kafka-settings): give a text file of lines name=value")
    }
    var properties: [String: String] = [:]
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard let equals = line.firstIndex(of: "="), equals > line.startIndex else {
        throw UsageError("line \(number + 1) of \(file.path) (--kafka-settings) is not of the form name=value")
      }
      properties[line[..<equals].trimmingCharacters(in: .whitespaces)] = line[line.index(after: equals)...].trimmingCharacters(
        in: .whitespaces)
    }
    return properties
  }
}
