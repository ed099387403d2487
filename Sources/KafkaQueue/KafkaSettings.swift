/// How to reach the brokers.
public struct KafkaSettings: Sendable {
  /// `host:port`, several separated by commas.
  public var brokers: String
  /// Further properties of librdkafka by its own names (`security.protocol`, `ssl.ca.location`, `sasl.password`, …), from a file or the environment: they may hold secrets.
  /// They win over what this module chooses, except where delivery rests on it (see `KafkaSettings.fixed`).
  public var properties: [String: String]
  /// How long the first answer of a broker may take.
  public var connectTimeout: Duration
  /// How long a record may wait for its acknowledgement, and any other request for its answer.
  public var requestTimeout: Duration
  /// How long leaving may take; then the connection is abandoned.
  public var closeTimeout: Duration
  /// Is told why a request waits that has not been answered for `signOfLife`, once each, from any thread.
  public var waiting: @Sendable (String) -> Void
  /// Receives librdkafka's log, one line each, from any thread.
  public var log: @Sendable (String) -> Void

  public init(
    brokers: String, properties: [String: String] = [:], connectTimeout: Duration = .seconds(5), requestTimeout: Duration = .seconds(60),
    closeTimeout: Duration = .seconds(5), waiting: @escaping @Sendable (String) -> Void = { _ in },
    log: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.brokers = brokers
    self.properties = properties
    self.connectTimeout = connectTimeout
    self.requestTimeout = requestTimeout
    self.closeTimeout = closeTimeout
    self.waiting = waiting
    self.log = log
  }

  /// What `areAddresses` asks for.
  public static let addresses = "addresses host:port, port 1 to 65535, separated by commas"

  /// Whether a text is a list of brokers' addresses: `host`, `host:port` or `[IPv6]:port`, each with or without one of Kafka's own protocols before it (`SASL_SSL://`). librdkafka
  /// takes 99999 for 34463, and finds no address in `http://host:port`.
  public static func areAddresses(_ text: String) -> Bool {
    text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { address in
      let address = address.drop { $0 == " " }
      guard
        let match = address.wholeMatch(
          of: /(?:(?:PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL):\/\/)?(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]*)(?::([0-9]+))?/)
      else {
        return false
      }
      return !address.isEmpty && (match.1.map { port in Int(port).map { (1...65_535).contains($0) } ?? false } ?? true)
    }
  }

  /// After so long without an answer whoever waits is told why.
  static let signOfLife = Duration.seconds(5)

  /// Delivery rests on these: setting one of them is refused.
  static let fixed: Set<String> = [
    "bootstrap.servers", "metadata.broker.list", "enable.idempotence", "acks", "request.required.acks", "enable.auto.commit",
    "enable.auto.offset.store", "auto.offset.reset", "group.id", "group.instance.id", "partitioner", "compression.codec",
    "compression.type", "enable.partition.eof", "partition.assignment.strategy", "message.timeout.ms", "delivery.timeout.ms",
    "allow.auto.create.topics",
  ]

  /// Whether a SCRAM mechanism is asked for.
  var asksForScram: Bool {
    ["sasl.mechanism", "sasl.mechanisms"].contains { properties[$0]?.uppercased().hasPrefix("SCRAM") == true }
  }
}
