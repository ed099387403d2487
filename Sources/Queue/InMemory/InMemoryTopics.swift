import Messages

/// The topics of an in-memory broker and their records.
struct InMemoryTopics {
  private struct Topic {
    var specification: TopicSpecification
    var partitions: [InMemoryPartition]
    var description: TopicDescription {
      TopicDescription(
        name: specification.name, partitions: partitions.count, replicationFactor: specification.replicationFactor,
        settings: specification.settings)
    }
  }

  private var topics: [String: Topic] = [:]

  mutating func prepare(_ specifications: [TopicSpecification]) throws {
    for specification in specifications {
      if let topic = topics[specification.name] {
        try specification.check(topic.description)
      } else {
        guard specification.partitions > 0 else {
          throw QueueError(
            .topicUnfit, "The topic \(specification.name) cannot have \(specification.partitions) partitions: ask for at least 1.")
        }
        topics[specification.name] = Topic(
          specification: specification, partitions: Array(repeating: InMemoryPartition(), count: specification.partitions))
      }
    }
  }

  func describe(_ topic: String) throws -> TopicDescription { try existing(topic).description }

  func watermarks(of topic: String) throws -> [Watermarks] {
    try existing(topic).partitions.map { Watermarks(start: $0.start, end: $0.end) }
  }

  mutating func publish(
    _ records: [Record], to name: String, partition: Int32?, timestamp: Int64
  ) throws -> [(partition: Int32, offset: Int64)] {
    let description = try existing(name).description
    if let partition { try check(TopicPartition(topic: name, partition: partition)) }
    let limit = description.maximumMessageBytes
    var places: [(partition: Int32, offset: Int64)] = []
    for record in records {
      let bytes = record.batchBytes
      guard bytes <= limit else { throw QueueError.recordTooLarge(record, topic: name, limit: limit) }
      let partition = partition ?? KeyPartitioner.partition(of: record.key, among: description.partitions)
      let offset = topics[name]?.partitions[Int(partition)].end ?? 0
      topics[name]?.partitions[Int(partition)].append(
        ReceivedRecord(place: TopicPartition(topic: name, partition: partition), offset: offset, timestamp: timestamp, record: record))
      places.append((partition, offset))
    }
    return places
  }

  /// The first record at this offset or after it.
  func record(from offset: Int64, of place: TopicPartition) -> ReceivedRecord? {
    topics[place.topic]?.partitions[Int(place.partition)].record(from: offset)
  }

  /// Lets go of all before this offset.
  mutating func forget(before offset: Int64, of place: TopicPartition) {
    topics[place.topic]?.partitions[Int(place.partition)].forget(before: offset)
  }

  /// Throws where the partition does not exist.
  func check(_ place: TopicPartition) throws {
    let count = try existing(place.topic).partitions.count
    guard place.partition >= 0, place.partition < count else {
      throw QueueError(.topicUnfit, "The topic \(place.topic) has no partition \(place.partition): it has \(count).")
    }
  }

  private func existing(_ topic: String) throws -> Topic {
    guard let found = topics[topic] else { throw QueueError.missingTopic(topic) }
    return found
  }

  /// The partitions of these topics, in order.
  func partitions(of names: some Sequence<String>) throws -> [TopicPartition] {
    try Set(names).sorted().flatMap { name in
      try existing(name).partitions.indices.map { TopicPartition(topic: name, partition: Int32($0)) }
    }
  }
}
