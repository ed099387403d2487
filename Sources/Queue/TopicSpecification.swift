/// A topic as it should be.
public struct TopicSpecification: Sendable, Equatable {
  public var name: String
  public var partitions: Int
  public var replicationFactor: Int
  /// Topic settings by Kafka's names, e.g. `cleanup.policy`.
  public var settings: [String: String]

  public init(name: String, partitions: Int, replicationFactor: Int, settings: [String: String]) {
    self.name = name
    self.partitions = partitions
    self.replicationFactor = replicationFactor
    self.settings = settings
  }
}

/// A topic as it is.
public struct TopicDescription: Sendable, Equatable {
  public var name: String
  public var partitions: Int
  public var replicationFactor: Int
  /// The topic's settings by Kafka's names, defaults included; empty where this client may not read them.
  public var settings: [String: String]

  public init(name: String, partitions: Int, replicationFactor: Int, settings: [String: String]) {
    self.name = name
    self.partitions = partitions
    self.replicationFactor = replicationFactor
    self.settings = settings
  }

  /// `max.message.bytes`, the largest batch of records that the topic takes; Apache Kafka's default where the setting cannot be read.
  public var maximumMessageBytes: Int { settings["max.message.bytes"].flatMap { Int($0) } ?? 1_048_588 }
}
