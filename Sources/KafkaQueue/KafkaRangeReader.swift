import CRdKafka
import Queue

/// Reads given offsets of given partitions and stops there. One client does it again and again, for one caller at a time.
final class KafkaRangeReader: @unchecked Sendable {
  private let client: KafkaClient
  private let clock: BrokerClock
  /// Partitions of the topics that the client has heard of: of others it would hear a second later only.
  private var known: [String: Int] = [:]

  init(_ settings: KafkaSettings, clock: BrokerClock) throws {
    self.clock = clock
    client = try KafkaClient(
      .consumer, settings,
      [
        // librdkafka assigns only with a group's name; nothing is committed under it.
        "group.id": "konomi-reader",
        "enable.auto.commit": "false",
        "enable.auto.offset.store": "false",
        "auto.offset.reset": "earliest",
        "enable.partition.eof": "true",
        "fetch.wait.max.ms": "20",
        "fetch.error.backoff.ms": "50",
        // What lies ready here is memory; more than the next few records are of no use.
        "fetch.max.bytes": "8388608",
        "queued.max.messages.kbytes": "16384",
        "max.poll.interval.ms": "86400000",
        "allow.auto.create.topics": "false",
      ])
    rd_kafka_poll_set_consumer(client.pointer)
  }

  var isBeyondUse: Bool { client.journal.fatal != nil }

  func close() { client.close() }

  func read(_ ranges: [TopicPartition: Range<Int64>], content: ReadContent, _ body: (ReceivedRecord) throws -> Void) throws {
    try learn(of: ranges.keys)
    try assign(ranges.mapValues(\.lowerBound))
    var paused: [TopicPartition] = []
    defer {
      // A pause would outlive the assignment.
      let list = PartitionList(paused)
      if !paused.isEmpty { _ = rd_kafka_resume_partitions(client.pointer, list.pointer) }
      rd_kafka_assign(client.pointer, nil)
    }
    var open = ranges.mapValues(\.upperBound)
    var lastProgress = ContinuousClock.now
    while !open.isEmpty {
      guard let message = rd_kafka_consumer_poll(client.pointer, 50) else {
        guard .now - lastProgress < client.settings.requestTimeout else {
          throw client.failure(RD_KAFKA_RESP_ERR__TIMED_OUT, "Reading from \(client.settings.brokers) failed")
        }
        continue
      }
      defer { rd_kafka_message_destroy(message) }
      switch message.pointee.err {
      case RD_KAFKA_RESP_ERR_NO_ERROR:
        if let stamp = appendTime(of: message) { clock.receive(stamp) }
        let place = TopicPartition(message)
        guard let end = open[place] else { continue }
        lastProgress = .now
        let offset = message.pointee.offset
        if offset < end {
          try body(ReceivedRecord(message, content: content))
        } else {
          // The records before the end are gone, and those behind it are not asked for.
          let list = PartitionList([place])
          _ = rd_kafka_pause_partitions(client.pointer, list.pointer)
          paused.append(place)
        }
        if offset + 1 >= end { open[place] = nil }
      case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        let place = TopicPartition(message)
        guard let end = open[place] else { continue }
        // The last records may be gone, or never have been any (a transaction's marks). Where a partition ends earlier than it did, it was made again.
        if try message.pointee.offset >= end || isEnd(message.pointee.offset, of: place) { open[place] = nil }
      case let error:
        try client.check(error, "Reading from \(client.settings.brokers) failed")
      }
    }
  }

  /// Whether a partition has nothing at this offset or behind it.
  private func isEnd(_ offset: Int64, of place: TopicPartition) throws -> Bool {
    try offset >= client.offsets(Int64(RD_KAFKA_OFFSET_END), of: [place])[place] ?? 0
  }

  private func assign(_ offsets: [TopicPartition: Int64]) throws {
    let list = PartitionList(offsets)
    let error = rd_kafka_assign(client.pointer, list.pointer)
    guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw client.failure(error, "Reading from \(client.settings.brokers) failed") }
  }

  private func learn(of places: some Collection<TopicPartition>) throws {
    guard places.contains(where: { $0.partition >= known[$0.topic] ?? 0 }) else { return }
    known = try client.topics().mapValues(\.partitions)
  }
}
