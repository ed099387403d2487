import Messages

/// What the roles need of a message broker. Two implementations obey it, and pass one conformance suite: `InMemoryTransport` and `KafkaTransport`.
///
/// All calls block, are thread-safe, and throw `QueueError`.
public protocol Transport: Sendable {
  /// The brokers' time, from all that they have stamped before this transport.
  var clock: BrokerClock { get }

  /// Creates the topics that are missing and checks those that exist; "exists" and "not authorised to create" are no failure where the topic fits.
  /// - Returns: what of them may hinder, one sentence each.
  @discardableResult
  func prepare(_ topics: [TopicSpecification]) throws -> [String]

  /// Partitions and settings of a topic.
  func describe(_ topic: String) throws -> TopicDescription

  /// Publishes the records and returns where each stands, once the broker has acknowledged every one of them.
  /// - Parameter partition: nil lets the key decide.
  /// - Throws: on the first record that was not acknowledged; the others may stand (at least once).
  @discardableResult
  func publish(_ records: [Record], to topic: String, partition: Int32?) throws -> [Place]

  /// The same, over several partitions at once.
  /// - Parameter partitions: of each record its own.
  @discardableResult
  func publish(_ records: [Record], to topic: String, partitions: [Int32]) throws -> [Place]

  /// Where each partition of these topics begins and ends, by topic and partition.
  func watermarks(of topics: [String]) throws -> [String: [Watermarks]]

  /// The offset of the first record of each partition that the broker stamped at this time or later; the end where there is none.
  func offsets(of topic: String, at time: Timestamp) throws -> [Int64]

  /// Reads exactly these offsets of these partitions, as far as records stand there, each partition in its order, and returns then. What it opens it closes.
  /// - Throws: what the body throws; `.unreachable` where the broker gives nothing for as long as a request may take.
  func read(_ ranges: [TopicPartition: Range<Int64>], content: ReadContent, _ body: (ReceivedRecord) throws -> Void) throws

  /// Reads the named partitions, and no others, from the given offsets on, past the end as records arrive, without a consumer group.
  func reader(from offsets: [TopicPartition: Int64]) throws -> any RecordReader

  /// Joins a consumer group. A partition without a committed offset is read from its beginning.
  func consumer(of topics: [String], group: String) throws -> any GroupConsumer

  /// What a group has committed for the partitions of these topics; those without are left out.
  func committedOffsets(of topics: [String], group: String) throws -> [TopicPartition: CommittedOffset]
}
