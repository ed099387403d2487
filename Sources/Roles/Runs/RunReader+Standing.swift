import Messages
import Queue

extension RunReader {
  /// Neurons of a run whose jobs wait or are at work: what the workers' group has not committed, and what is parked.
  func queuedNeurons(of run: String) throws -> Set<String> {
    var neurons: Set<String> = []
    func enter(_ key: String) { if key.hasPrefix(run + "/"), let job = try? JobKey(key) { neurons.insert(job.neuron) } }
    // A job moves from the first topic to the second, and is there before it is gone here.
    for topic in [topics.jobs, topics.retry] {
      let committed = try transport.committedOffsets(of: topic, group: topics.workGroup)
      let starts = try transport.watermarks(of: topic).enumerated().map { max($1.start, committed[$0]?.offset ?? $1.start) }
      try readAll(topic, from: starts) { enter($0.record.key) }
    }
    return try neurons.union(parkedNeurons(of: run))
  }

  /// How many records of the jobs' topic the workers' group has not committed, and where each partition's begin.
  func unfinishedJobs() throws -> (count: Int64, starts: [Int64]) {
    let committed = try transport.committedOffsets(of: topics.jobs, group: topics.workGroup)
    let marks = try transport.watermarks(of: topics.jobs)
    let starts = marks.enumerated().map { max($1.start, committed[$0]?.offset ?? $1.start) }
    return (zip(marks, starts).reduce(0) { $0 + $1.0.end - $1.1 }, starts)
  }

  /// Neurons of a run whose jobs are put aside.
  func parkedNeurons(of run: String) throws -> Set<String> {
    Set(try standing(in: topics.parked, of: run).keys.compactMap { try? JobKey($0).neuron })
  }

  private func standing(in topic: String, of run: String) throws -> StandingRecords {
    var standing = StandingRecords()
    try readAll(topic, from: transport.watermarks(of: topic).map(\.start)) { if $0.record.key.hasPrefix(run + "/") { standing.enter($0) } }
    return standing
  }

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
    let partitions = try transport.describe(topics.jobs).partitions
    var moved = 0
    // Read twice rather than held in memory: jobs are large.
    try read(standing(in: topics.parked, of: run).places, of: topics.parked) { received in
      try transport.publish([received.record], to: topics.jobs, partition: Int32(moved % partitions))
      try transport.publish([Record(key: received.record.key, value: nil)], to: topics.parked, partition: nil)
      moved += 1
    }
    return moved
  }
}
