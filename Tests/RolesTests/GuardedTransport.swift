import Messages
import Queue
import Synchronization

/// A transport whose topics refuse what is published to them, or to be read, as told, and that counts what is read.
final class GuardedTransport: Transport {
  private let transport: any Transport
  private let failures = Mutex<[String: QueueError]>([:])
  private let readFailures = Mutex<[String: QueueError]>([:])
  private let listener = Mutex<(@Sendable ([TopicPartition: Int64]) -> Void)?>(nil)
  private let failedReadingCount = Atomic<Int>(0)
  private let limits: [String: Int]

  /// One reading of a topic.
  struct Reading: Equatable {
    var topic: String
    var content: ReadContent
    var records: Int
  }
  private let done = Mutex<[Reading]>([])
  /// All readings so far, in their order.
  var readings: [Reading] { done.withLock { $0 } }
  func forgetReadings() { done.withLock { $0 = [] } }

  private let published = Mutex<[(topic: String, records: Int)]>([])
  /// How many records went to which topic at once, in their order.
  var publications: [(topic: String, records: Int)] { published.withLock { $0 } }

  /// - Parameter limits: records of more than so many bytes are refused, whatever the topic's description promises.
  init(_ transport: any Transport, limits: [String: Int] = [:]) {
    self.transport = transport
    self.limits = limits
  }

  func fail(_ error: QueueError?, for topic: String) { failures.withLock { $0[topic] = error } }
  /// How often a reading failed as told.
  var failedReadings: Int { failedReadingCount.load(ordering: .relaxed) }
  func failReading(_ error: QueueError?, of topic: String) { readFailures.withLock { $0[topic] = error } }

  /// Is called before anything is read from these offsets.
  func beforeReading(_ body: @escaping @Sendable ([TopicPartition: Int64]) -> Void) { listener.withLock { $0 = body } }

  /// No record of this topic is given out any more.
  func refuseToRead(_ topic: String) { failReading(QueueError(.broker, "\(topic) is not to be read."), of: topic) }

  private func checkReading(_ places: some Sequence<TopicPartition>) throws {
    for place in places {
      guard let error = readFailures.withLock({ $0[place.topic] }) else { continue }
      failedReadingCount.add(1, ordering: .relaxed)
      throw error
    }
  }

  @discardableResult
  func publish(_ records: [Record], to topic: String, partition: Int32?) throws -> [Place] {
    try check(records, topic)
    return try transport.publish(records, to: topic, partition: partition)
  }

  @discardableResult
  func publish(_ records: [Record], to topic: String, partitions: [Int32]) throws -> [Place] {
    try check(records, topic)
    return try transport.publish(records, to: topic, partitions: partitions)
  }

  private func check(_ records: [Record], _ topic: String) throws {
    published.withLock { $0.append((topic, records.count)) }
    if let error = failures.withLock({ $0[topic] }) { throw error }
    if let limit = limits[topic], let record = records.first(where: { $0.batchBytes > limit }) {
      throw QueueError.recordTooLarge(record, topic: topic, limit: limit)
    }
  }

  func read(_ ranges: [TopicPartition: Range<Int64>], content: ReadContent, _ body: (ReceivedRecord) throws -> Void) throws {
    try checkReading(ranges.keys)
    var count = 0
    defer {
      for topic in Set(ranges.keys.map(\.topic)) {
        done.withLock { $0.append(Reading(topic: topic, content: content, records: count)) }
      }
    }
    try transport.read(ranges, content: content) {
      count += 1
      try body($0)
    }
  }

  func reader(from offsets: [TopicPartition: Int64]) throws -> any RecordReader {
    try checkReading(offsets.keys)
    listener.withLock({ $0 })?(offsets)
    return try transport.reader(from: offsets)
  }

  var clock: BrokerClock { transport.clock }
  @discardableResult
  func prepare(_ topics: [TopicSpecification]) throws -> [String] { try transport.prepare(topics) }
  func describe(_ topic: String) throws -> TopicDescription { try transport.describe(topic) }
  func watermarks(of topics: [String]) throws -> [String: [Watermarks]] { try transport.watermarks(of: topics) }
  func offsets(of topic: String, at time: Timestamp) throws -> [Int64] { try transport.offsets(of: topic, at: time) }
  func consumer(of topics: [String], group: String) throws -> any GroupConsumer { try transport.consumer(of: topics, group: group) }
  func committedOffsets(of topics: [String], group: String) throws -> [TopicPartition: CommittedOffset] {
    try transport.committedOffsets(of: topics, group: group)
  }
}
