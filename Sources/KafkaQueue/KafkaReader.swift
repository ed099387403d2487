import CRdKafka
import Queue

/// Reads partitions by assignment, without joining a group.
final class KafkaReader: RecordReader {
  private let client: KafkaClient
  private let clock: BrokerClock
  /// The next offset to read, by partition.
  private var positions: [TopicPartition: Int64]

  init(_ settings: KafkaSettings, from offsets: [TopicPartition: Int64], clock: BrokerClock) throws {
    self.clock = clock
    positions = offsets
    // Whoever reads asks again, and is not to wait a minute for it while the brokers are away.
    var settings = settings
    settings.requestTimeout = min(settings.requestTimeout, .seconds(5))
    client = try KafkaClient(
      .consumer, settings,
      [
        // librdkafka assigns only with a group's name; nothing is committed under it.
        "group.id": "konomi-reader",
        "enable.auto.commit": "false",
        "enable.auto.offset.store": "false",
        "auto.offset.reset": "earliest",
        "enable.partition.eof": "true",
        "fetch.wait.max.ms": "100",
        "allow.auto.create.topics": "false",
      ])
    rd_kafka_poll_set_consumer(client.pointer)
    let list = PartitionList(offsets)
    let error = rd_kafka_assign(client.pointer, list.pointer)
    guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw client.failure(error, "Reading from \(settings.brokers) failed") }
  }

  func next(timeout: Duration) throws -> ReceivedRecord? {
    let deadline = ContinuousClock.now + timeout
    while let message = rd_kafka_consumer_poll(client.pointer, max(.zero, deadline - ContinuousClock.now).milliseconds) {
      defer { rd_kafka_message_destroy(message) }
      switch message.pointee.err {
      case RD_KAFKA_RESP_ERR_NO_ERROR:
        let record = ReceivedRecord(message)
        if let stamp = appendTime(of: message) { clock.receive(stamp) }
        positions[record.place] = record.offset + 1
        return record
      case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        // Says where the end is even where the last records have been removed.
        positions[TopicPartition(message)] = message.pointee.offset
      case let error:
        try client.check(error, "Reading from \(client.settings.brokers) failed")
      }
    }
    return nil
  }

  func isAtEnd() throws -> Bool {
    let ends = try client.offsets(Int64(RD_KAFKA_OFFSET_END), of: Array(positions.keys))
    return positions.allSatisfy { place, position in position >= ends[place] ?? 0 }
  }

  func close() { client.close() }
}
