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
