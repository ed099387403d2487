import CRdKafka
import Messages
import Queue

/// The transport over Apache Kafka, through librdkafka.
public final class KafkaTransport: Transport {
  public let clock = BrokerClock()
  private let settings: KafkaSettings
  private let producer: KafkaProducer
  private let topics: KnownTopics
  private let readers: KafkaRangeReaders
  private let groups: KafkaGroupOffsets

  private var client: KafkaClient { producer.client }

  /// Connects.
  /// - Throws: `.unreachable` naming the address when no broker answers within `connectTimeout`, or none at the addresses that it gives to its clients; `.notAuthorised` when one
  ///   answers and refuses.
  public init(_ settings: KafkaSettings) throws {
    let settings = try settings.withoutControllers()
    self.settings = settings
    producer = try KafkaProducer(settings)
    topics = KnownTopics(producer.client)
    readers = KafkaRangeReaders(settings, clock: clock)
    groups = KafkaGroupOffsets(settings)
    try topics.refresh(timeout: settings.connectTimeout)
    try client.retrying(within: settings.connectTimeout) { try client.checkListeners(within: $0) }
  }

  @discardableResult
  public func prepare(_ topics: [TopicSpecification]) throws -> [String] { try client.prepare(topics) }

  public func describe(_ topic: String) throws -> TopicDescription { try client.describe([topic])[0] }

  @discardableResult
  public func publish(_ records: [Record], to topic: String, partition: Int32?) throws -> [Place] {
    if let partition {
      try topics.check(TopicPartition(topic: topic, partition: partition))
    } else {
      _ = try topics.partitions(of: topic)
    }
    return try publish(records, to: topic) { _ in partition }
  }

  @discardableResult
  public func publish(_ records: [Record], to topic: String, partitions: [Int32]) throws -> [Place] {
    for partition in Set(partitions) { try topics.check(TopicPartition(topic: topic, partition: partition)) }
    return try publish(records, to: topic) { partitions[$0] }
  }

  private func publish(_ records: [Record], to topic: String, _ partition: (Int) -> Int32?) throws -> [Place] {
    let sent = clock.moment
    let places = try producer.publish(records, to: topic, partition: partition)
    let stamps = places.map(\.timestamp)
    if let first = stamps.min(), let last = stamps.max() {
      clock.acknowledge(first, sent: sent)
      clock.receive(last)
    }
    return places
  }

  public func watermarks(of topics: [String]) throws -> [String: [Watermarks]] {
    let places = try self.topics.places(of: Set(topics))
    let starts = try client.offsets(Int64(RD_KAFKA_OFFSET_BEGINNING), of: places)
    let ends = try client.offsets(Int64(RD_KAFKA_OFFSET_END), of: places)
    return places.reduce(into: [:]) { $0[$1.topic, default: []].append(Watermarks(start: starts[$1] ?? 0, end: ends[$1] ?? 0)) }
  }

  public func offsets(of topic: String, at time: Timestamp) throws -> [Int64] {
    let places = try topics.places(of: [topic])
    // Negative times are edges to the protocol.
    let found = try client.offsets(max(0, time.milliseconds), of: places)
    guard found.values.contains(where: { $0 < 0 }) else { return places.map { found[$0] ?? 0 } }
    let ends = try client.offsets(Int64(RD_KAFKA_OFFSET_END), of: places)
    return places.map { place in found[place].flatMap { $0 < 0 ? nil : $0 } ?? ends[place] ?? 0 }
  }

  public func read(_ ranges: [TopicPartition: Range<Int64>], content: ReadContent, _ body: (ReceivedRecord) throws -> Void) throws {
    let ranges = ranges.filter { !$0.value.isEmpty }
    guard !ranges.isEmpty else { return }
    for place in ranges.keys { try topics.check(place) }
    try readers.use { try $0.read(ranges, content: content, body) }
  }

  public func reader(from offsets: [TopicPartition: Int64]) throws -> any RecordReader {
    for place in offsets.keys { try topics.check(place) }
    return try KafkaReader(settings, from: offsets, clock: clock)
  }

  public func consumer(of topics: [String], group: String) throws -> any GroupConsumer {
    for topic in topics { _ = try self.topics.partitions(of: topic) }
    return try KafkaGroupConsumer(settings, topics: topics, group: group, clock: clock)
  }

  public func committedOffsets(of topics: [String], group: String) throws -> [TopicPartition: CommittedOffset] {
    try groups.committed(self.topics.places(of: Set(topics)), group: group)
  }
}
