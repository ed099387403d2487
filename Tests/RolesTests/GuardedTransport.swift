import Messages
import Queue
import Synchronization

/// A transport whose topics refuse what is published to them, or to be read, as told.
final class GuardedTransport: Transport {
  private let transport: any Transport
  private let failures = Mutex<[String: QueueError]>([:])
  private let readFailures = Mutex<[String: QueueError]>([:])
  private let limits: [String: Int]

  /// - Parameter limits: records of more than so many bytes are refused, whatever the topic's description promises.
  init(_ transport: any Transport, limits: [String: Int] = [:]) {
    self.transport = transport
    self.limits = limits
  }

  func fail(_ error: QueueError?, for topic: String) { failures.withLock { $0[topic] = error } }
  func failReading(_ error: QueueError?, of topic: String) { readFailures.withLock { $0[topic] = error } }

  /// No record of this topic is given out any more.
  func refuseToRead(_ topic: String) { failReading(QueueError(.broker, "\(topic) is not to be read."), of: topic) }

  @discardableResult
  func publish(_ records: [Record], to topic: String, partition: Int32?) throws -> [(partition: Int32, offset: Int64)] {
    if let error = failures.withLock({ $0[topic] }) { throw error }
    if let limit = limits[topic], let record = records.first(where: { $0.batchBytes > limit }) {
      throw QueueError.recordTooLarge(record, topic: topic, limit: limit)
    }
    return try transport.publish(records, to: topic, partition: partition)
  }

  func prepare(_ topics: [TopicSpecification]) throws { try transport.prepare(topics) }
  func describe(_ topic: String) throws -> TopicDescription { try transport.describe(topic) }
  func watermarks(of topic: String) throws -> [Watermarks] { try transport.watermarks(of: topic) }
  func reader(from offsets: [TopicPartition: Int64]) throws -> any RecordReader {
    for place in offsets.keys { if let error = readFailures.withLock({ $0[place.topic] }) { throw error } }
    return try transport.reader(from: offsets)
  }
  func consumer(of topics: [String], group: String) throws -> any GroupConsumer { try transport.consumer(of: topics, group: group) }
  func committedOffsets(of topic: String, group: String) throws -> [CommittedOffset?] {
    try transport.committedOffsets(of: topic, group: group)
  }
}
