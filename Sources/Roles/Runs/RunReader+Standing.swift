import Messages
import Queue

extension RunReader {
  /// Neurons of a run whose jobs wait or are at work: what the workers' group has not committed, and what is parked.
  func queuedNeurons(of known: KnownRun) throws -> Set<String> {
    let run = known.manifest.run
    var neurons: Set<String> = []
    // A job moves from the first topic to the second, and is there before it is gone here.
    let lag = try transport.lag(of: [topics.jobs, topics.retry], group: topics.workGroup)
    for topic in [topics.jobs, topics.retry] {
      try transport.read(topic, from: .offsets(lag.firstUnfinished(of: topic)), content: .keys) { received in
        let key = received.record.key
        if key.hasPrefix(run + "/"), let job = try? JobKey(key) { neurons.insert(job.neuron) }
      }
    }
    return try neurons.union(parkedNeurons(of: run, since: known.pausedAt))
  }

  /// Neurons of a run whose jobs are put aside.
  /// - Parameter pausedAt: when it was paused first; nil for a run that never was, of which nothing is.
  func parkedNeurons(of run: String, since pausedAt: Int64?) throws -> Set<String> {
    guard let pausedAt else { return [] }
    return Set(try parked(of: run, since: pausedAt).keys.compactMap { try? JobKey($0).neuron })
  }

  private func parked(of run: String, since pausedAt: Int64) throws -> StandingRecords {
    var standing = StandingRecords()
    // The margin is for what one broker's clock may be behind another's.
    let start = ReadStart.time(Timestamp(milliseconds: max(0, pausedAt - 600_000)))
    try transport.read(topics.parked, from: start, content: .keys) { if $0.record.key.hasPrefix(run + "/") { standing.enter($0) } }
    return standing
  }

  /// Hands over the records that stand at these places of a topic: reads from the first of them to the last of each partition, and leaves out what is no longer there.
  func read(_ places: Set<StandingRecords.Place>, of topic: String, _ body: (ReceivedRecord) throws -> Void) throws {
    let marks = try transport.watermarks(of: topic)
    var ranges: [TopicPartition: Range<Int64>] = [:]
    for place in places where marks.indices.contains(Int(place.partition)) && place.offset < marks[Int(place.partition)].end {
      let partition = TopicPartition(topic: topic, partition: place.partition)
      let range = ranges[partition] ?? place.offset..<place.offset + 1
      ranges[partition] = min(range.lowerBound, place.offset)..<max(range.upperBound, place.offset + 1)
    }
    try transport.read(ranges, content: .whole) { received in
      if places.contains(.init(partition: received.place.partition, offset: received.offset)) { try body(received) }
    }
  }

  /// Moves a run's parked jobs back into the queue, in turn over the partitions: each once, however often it was parked.
  /// - Parameter pausedAt: when it was paused first; nil for a run that never was.
  /// - Returns: how many there were.
  func unpark(_ run: String, since pausedAt: Int64?) throws -> Int {
    guard let pausedAt else { return 0 }
    let partitions = try transport.describe(topics.jobs).partitions
    var moved = 0
    // Read twice rather than held in memory: jobs are large.
    try read(parked(of: run, since: pausedAt).places, of: topics.parked) { received in
      try transport.publish([received.record], to: topics.jobs, partition: Int32(moved % partitions))
      try transport.publish([Record(key: received.record.key, value: nil)], to: topics.parked, partition: nil)
      moved += 1
    }
    return moved
  }
}
