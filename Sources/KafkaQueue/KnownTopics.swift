import Queue
import Synchronization

/// How many partitions the topics have, as the cluster last said. Partitions may be added while a run is on, so that whoever reads asks again after a while.
final class KnownTopics: Sendable {
  private struct State {
    var partitions: [String: Int] = [:]
    var time: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  private let client: KafkaClient

  init(_ client: KafkaClient) { self.client = client }

  /// Asks the cluster. (To fetch a topic's metadata before the first record saves the producer a second.)
  func refresh(timeout: Duration? = nil) throws {
    let topics = try client.topics(timeout: timeout)
    state.withLock { $0 = State(partitions: topics.mapValues(\.partitions), time: .now) }
  }

  /// How many partitions a topic has.
  /// - Parameter age: how old the cluster's word may be; nil for any age.
  /// - Throws: `.topicMissing` where there is no such topic.
  func partitions(of topic: String, age: Duration? = nil) throws -> Int {
    let known = state.withLock { state in
      age.map { age in state.time.map { .now - $0 < age } ?? false } ?? true ? state.partitions[topic] : nil
    }
    if let known { return known }
    try refresh()
    guard let count = state.withLock({ $0.partitions[topic] }) else { throw QueueError.missingTopic(topic) }
    return count
  }

  /// The partitions of these topics, by the cluster's recent word.
  func places(of topics: some Sequence<String>) throws -> [TopicPartition] {
    try topics.flatMap { topic in
      try (0..<partitions(of: topic, age: .seconds(5))).map { TopicPartition(topic: topic, partition: Int32($0)) }
    }
  }

  /// Throws where the partition does not exist.
  func check(_ place: TopicPartition) throws {
    var partitions = try partitions(of: place.topic)
    if place.partition >= partitions { partitions = try self.partitions(of: place.topic, age: .zero) }
    guard place.partition >= 0, place.partition < partitions else {
      throw QueueError(.topicMissing, "The topic \(place.topic) has no partition \(place.partition): it has \(partitions).")
    }
  }
}
