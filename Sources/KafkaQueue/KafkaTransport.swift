import CRdKafka
import Messages
import Queue
import Synchronization

/// The transport over Apache Kafka, through librdkafka.
public final class KafkaTransport: Transport {
  private let settings: KafkaSettings
  private let producer: KafkaProducer
  /// Partitions of the topics that are known to exist. To fetch a topic's metadata before the first record saves the client a second.
  private let known = Mutex<[String: Int]>([:])

  private var client: KafkaClient { producer.client }

  /// Connects.
  /// - Throws: `.unreachable` naming the address when no broker answers within `connectTimeout`, `.notAuthorised` when one answers and refuses.
  public init(_ settings: KafkaSettings) throws {
    self.settings = settings
    producer = try KafkaProducer(settings)
    try remember(client.topics(timeout: settings.connectTimeout))
  }

  public func prepare(_ topics: [TopicSpecification]) throws { try client.prepare(topics) }

  public func describe(_ topic: String) throws -> TopicDescription { try client.describe([topic])[0] }

  @discardableResult
  public func publish(_ records: [Record], to topic: String, partition: Int32?) throws -> [(partition: Int32, offset: Int64)] {
    let partitions = try partitions(of: topic)
    if let partition { try check(TopicPartition(topic: topic, partition: partition), partitions) }
    return try producer.publish(records, to: topic, partition: partition)
  }

  public func watermarks(of topic: String) throws -> [Watermarks] {
    let places = try (0..<partitions(of: topic)).map { TopicPartition(topic: topic, partition: Int32($0)) }
    let starts = try client.edges(RD_KAFKA_OFFSET_BEGINNING, of: places)
    let ends = try client.edges(RD_KAFKA_OFFSET_END, of: places)
    return places.map { Watermarks(start: starts[$0] ?? 0, end: ends[$0] ?? 0) }
  }

  public func reader(from offsets: [TopicPartition: Int64]) throws -> any RecordReader {
    for place in offsets.keys { try check(place, partitions(of: place.topic)) }
    return try KafkaReader(settings, from: offsets)
  }

  public func consumer(of topics: [String], group: String) throws -> any GroupConsumer {
    for topic in topics { _ = try partitions(of: topic) }
    return try KafkaGroupConsumer(settings, topics: topics, group: group)
  }

  public func committedOffsets(of topic: String, group: String) throws -> [CommittedOffset?] {
    let places = try (0..<partitions(of: topic)).map { TopicPartition(topic: topic, partition: Int32($0)) }
    let committed = try client.committed(places, group: group)
    return places.map { committed[$0] }
  }

  private func partitions(of topic: String) throws -> Int {
    if let count = known.withLock({ $0[topic] }) { return count }
    let topics = try client.topics()
    remember(topics)
    guard let count = topics[topic]?.partitions else { throw QueueError.missingTopic(topic) }
    return count
  }

  private func remember(_ topics: [String: KafkaClient.TopicMetadata]) {
    known.withLock { known in for (name, topic) in topics where topic.isReady { known[name] = topic.partitions } }
  }

  private func check(_ place: TopicPartition, _ partitions: Int) throws {
    guard place.partition >= 0, place.partition < partitions else {
      throw QueueError(.topicUnfit, "The topic \(place.topic) has no partition \(place.partition): it has \(partitions).")
    }
  }
}
