import Messages
import Queue
import Synchronization

/// A transport whose topics refuse what is published to them, as told.
final class GuardedTransport: Transport {
  private let transport: any Transport
  private let failures = Mutex<[String: QueueError]>([:])
  private let limit: (topic: String, bytes: Int)?

  init(_ transport: any Transport) {
    self.transport = transport
    limit = nil
  }

  /// Records of more than so many bytes are refused, whatever the topic's description promises.
  init(_ transport: any Transport, refusing topic: String, beyond bytes: Int) {
    self.transport = transport
    limit = (topic, bytes)
  }

  func fail(_ error: QueueError?, for topic: String) { failures.withLock { $0[topic] = error } }

  func publish(_ records: [Record], to topic: String, partition: Int32?) throws -> [(partition: Int32, offset: Int64)] {
    if let error = failures.withLock({ $0[topic] }) { throw error }
    if let limit, limit.topic == topic, let record = records.first(where: { $0.batchBytes > limit.bytes }) {
      throw QueueError.recordTooLarge(record, topic: topic, limit: limit.bytes)
    }
    return try transport.publish(records, to: topic, partition: partition)
  }

  func prepare(_ topics: [TopicSpecification]) throws { try transport.prepare(topics) }
  func describe(_ topic: String) throws -> TopicDescription { try transport.describe(topic) }
  func watermarks(of topic: String) throws -> [Watermarks] { try transport.watermarks(of: topic) }
  func reader(from offsets: [TopicPartition: Int64]) throws -> any RecordReader { try transport.reader(from: offsets) }
  func consumer(of topics: [String], group: String) throws -> any GroupConsumer { try transport.consumer(of: topics, group: group) }
  func committedOffsets(of topic: String, group: String) throws -> [CommittedOffset?] {
    try transport.committedOffsets(of: topic, group: group)
  }
}
