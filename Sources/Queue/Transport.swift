/// What the roles need of a message broker. Two implementations obey it, and pass one conformance suite: `InMemoryTransport` and `KafkaTransport`.
///
/// All calls block, are thread-safe, and throw `QueueError`.
public protocol Transport: Sendable {
  /// Creates the topics that are missing and checks those that exist; "exists" and "not authorised to create" are no failure where the topic fits.
  func prepare(_ topics: [TopicSpecification]) throws

  /// Partitions and limits of a topic.
  func describe(_ topic: String) throws -> TopicDescription

  /// Publishes the records and returns where each stands, once the broker has acknowledged every one of them.
  /// - Parameter partition: nil lets the key decide.
  /// - Throws: on the first record that was not acknowledged; the others may stand (at least once).
  @discardableResult
  func publish(_ records: [Record], to topic: String, partition: Int32?) throws -> [(partition: Int32, offset: Int64)]

  /// The offset that follows the last record of each partition, by partition.
  func endOffsets(of topic: String) throws -> [Int64]

  /// Reads a topic's partitions from the given offsets (by partition) on, past the end as records arrive, without a consumer group.
  func reader(of topic: String, from offsets: [Int64]) throws -> any RecordReader

  /// Joins a consumer group.
  func consumer(of topics: [String], group: String) throws -> any GroupConsumer

  /// What a group has committed for each partition of a topic; nil where nothing is.
  func committedOffsets(of topic: String, group: String) throws -> [Int64?]
}

/// Reads records in the order of each partition.
public protocol RecordReader: AnyObject {
  /// The next record, or nil when none came within the timeout.
  func next(timeout: Duration) throws -> ReceivedRecord?
  /// Whether every partition has been read up to the end that it had at this moment.
  func isAtEnd() throws -> Bool
  func close()
}

/// A member of a consumer group. Owned by one thread, which must call `poll` at least every few seconds, also while all partitions are paused.
public protocol GroupConsumer: AnyObject {
  /// The next event, or nil when none came within the timeout.
  func poll(timeout: Duration) throws -> ConsumerEvent?
  /// Stops records of these partitions until `resume`. Partitions that were just assigned are not paused.
  func pause(_ partitions: Set<TopicPartition>) throws
  func resume(_ partitions: Set<TopicPartition>) throws
  /// Commits the offset of the next record to read, by partition. Refused (throws `.staleAssignment`) for partitions that are no longer assigned.
  func commit(_ offsets: [TopicPartition: Int64], synchronously: Bool) throws
  /// Leaves the group at once.
  func close()
}

/// What a group consumer reports.
public enum ConsumerEvent: Sendable, Equatable {
  case record(ReceivedRecord)
  /// These partitions were added to the assignment.
  case assigned(Set<TopicPartition>)
  /// These partitions were taken away; delivered while a synchronous commit for them is still possible (except after `lost`).
  case revoked(Set<TopicPartition>, lost: Bool)
}

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
  /// `max.message.bytes`, the largest record batch that the topic takes.
  public var maximumMessageBytes: Int

  public init(name: String, partitions: Int, maximumMessageBytes: Int) {
    self.name = name
    self.partitions = partitions
    self.maximumMessageBytes = maximumMessageBytes
  }
}
