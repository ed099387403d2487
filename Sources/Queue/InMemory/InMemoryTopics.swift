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

  mutating func prepare(_ specifications: [TopicSpecification]) throws -> [String] {
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
    return specifications.compactMap { topics[$0.name]?.description.warning }
  }

  /// Gives a topic more partitions, as an administrator may.
  mutating func grow(_ topic: String, to partitions: Int) throws {
    let missing = partitions - (try existing(topic).partitions.count)
    topics[topic]?.partitions += Array(repeating: InMemoryPartition(), count: max(0, missing))
  }

  /// Deletes a topic's records and makes it again, as an administrator may.
  mutating func remake(_ topic: String) throws {
    let count = try existing(topic).partitions.count
    topics[topic]?.partitions = Array(repeating: InMemoryPartition(), count: count)
  }

  func describe(_ topic: String) throws -> TopicDescription { try existing(topic).description }

  func watermarks(of topic: String) throws -> [Watermarks] {
    try existing(topic).partitions.map { Watermarks(start: $0.start, end: $0.end) }
  }

  /// The first record of each partition that was stamped at this time or later.
  func offsets(of topic: String, at time: Int64) throws -> [Int64] {
    try existing(topic).partitions.map { $0.offset(at: time) }
  }

  mutating func publish(
    _ records: [Record], to name: String, timestamp: Int64, partition: (Int) -> Int32?
  ) throws -> [Place] {
    let topic = try existing(name).description
    let limit = topic.maximumMessageBytes
    var places: [Place] = []
    for (index, record) in records.enumerated() {
      let bytes = record.batchBytes
      guard bytes <= limit else { throw QueueError.recordTooLarge(record, topic: name, limit: limit) }
      let partition = partition(index) ?? KeyPartitioner.partition(of: record.key, among: topic.partitions)
      try check(TopicPartition(topic: name, partition: partition))
      let offset = topics[name]?.partitions[Int(partition)].end ?? 0
      topics[name]?.partitions[Int(partition)].append(
        ReceivedRecord(place: TopicPartition(topic: name, partition: partition), offset: offset, timestamp: timestamp, record: record))
      places.append(Place(partition: partition, offset: offset, timestamp: timestamp))
    }
    return places
  }

  /// The offset that the next record of a partition will get; 0 where there is no such partition.
  func end(of place: TopicPartition) -> Int64 { topics[place.topic]?.partitions[Int(place.partition)].end ?? 0 }

  /// The record at this offset; nil where it is gone or not there yet.
  func record(at offset: Int64, of place: TopicPartition) -> ReceivedRecord? {
    record(from: offset, of: place).flatMap { $0.offset == offset ? $0 : nil }
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
      throw QueueError(.topicMissing, "The topic \(place.topic) has no partition \(place.partition): it has \(count).")
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
