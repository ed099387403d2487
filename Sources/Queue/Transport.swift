import Messages

/// What the roles need of a message broker. Two implementations obey it, and pass one conformance suite: `InMemoryTransport` and `KafkaTransport`.
///
/// All calls block, are thread-safe, and throw `QueueError`.
public protocol Transport: Sendable {
  /// Creates the topics that are missing and checks those that exist; "exists" and "not authorised to create" are no failure where the topic fits.
  func prepare(_ topics: [TopicSpecification]) throws

  /// Partitions and settings of a topic.
  func describe(_ topic: String) throws -> TopicDescription

  /// Publishes the records and returns where each stands, once the broker has acknowledged every one of them.
  /// - Parameter partition: nil lets the key decide.
  /// - Throws: on the first record that was not acknowledged; the others may stand (at least once).
  @discardableResult
  func publish(_ records: [Record], to topic: String, partition: Int32?) throws -> [(partition: Int32, offset: Int64)]

  /// Where each partition of a topic begins and ends, by partition.
  func watermarks(of topic: String) throws -> [Watermarks]

  /// Reads the named partitions, and no others, from the given offsets on, past the end as records arrive, without a consumer group.
  func reader(from offsets: [TopicPartition: Int64]) throws -> any RecordReader

  /// Joins a consumer group. A partition without a committed offset is read from its beginning.
  func consumer(of topics: [String], group: String) throws -> any GroupConsumer

  /// What a group has committed for each partition of a topic; nil where nothing is.
  func committedOffsets(of topic: String, group: String) throws -> [CommittedOffset?]
}

extension Transport {
  /// The offset that follows the last record of each partition, by partition.
  public func endOffsets(of topic: String) throws -> [Int64] {
    try watermarks(of: topic).map(\.end)
  }

  /// Reads all partitions of a topic from the given offsets (by partition) on.
  public func reader(of topic: String, from offsets: [Int64]) throws -> any RecordReader {
    try reader(
      from: Dictionary(
        uniqueKeysWithValues: offsets.enumerated().map { (TopicPartition(topic: topic, partition: Int32($0.offset)), $0.element) }))
  }
}
