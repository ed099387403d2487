extension Transport {
  /// How far a group has got with these topics.
  public func lag(of topics: [String], group: String) throws -> Lag {
    // What is committed first: behind the ends it would have gone on, and look like more than there is.
    let committed = try committedOffsets(of: topics, group: group)
    return Lag(try watermarks(of: topics), committed: committed.mapValues(\.offset))
  }

  /// What a group has committed for each partition of a topic; nil where nothing is.
  public func committedOffsets(of topic: String, group: String) throws -> [CommittedOffset?] {
    let committed = try committedOffsets(of: [topic], group: group)
    return try watermarks(of: topic).indices.map { committed[TopicPartition(topic: topic, partition: Int32($0))] }
  }
}
