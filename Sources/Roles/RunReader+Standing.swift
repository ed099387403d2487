import Queue

extension RunReader {
  /// Hands over the records that stand at these places of a topic.
  func read(_ places: Set<StandingRecords.Place>, of topic: String, _ body: (ReceivedRecord) throws -> Void) throws {
    guard !places.isEmpty else { return }
    try readAll(topic, from: transport.watermarks(of: topic).map(\.start)) { received in
      if places.contains(.init(partition: received.place.partition, offset: received.offset)) { try body(received) }
    }
  }

  /// Moves a run's parked jobs back into the queue, in turn over the partitions: each once, however often it was parked.
  /// - Returns: how many there were.
  func unpark(_ run: String) throws -> Int {
    var standing = StandingRecords()
    try readAll(topics.parked, from: transport.watermarks(of: topics.parked).map(\.start)) {
      if $0.record.key.hasPrefix(run + "/") { standing.enter($0) }
    }
    let partitions = try transport.describe(topics.jobs).partitions
    var moved = 0
    // Read twice rather than held in memory: jobs are large.
    try read(standing.places, of: topics.parked) { received in
      try transport.publish([received.record], to: topics.jobs, partition: Int32(moved % partitions))
      try transport.publish([Record(key: received.record.key, value: nil)], to: topics.parked, partition: nil)
      moved += 1
    }
    return moved
  }
}
