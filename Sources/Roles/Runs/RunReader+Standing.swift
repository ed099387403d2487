import Messages
import Queue

extension RunReader {
  /// Neurons of a run whose jobs wait or are at work: what the workers' group has not committed, and what is parked.
  func queuedNeurons(of known: KnownRun) throws -> Set<String> {
    let run = known.manifest.run
    var neurons: Set<String> = []
    func enter(_ key: String) { if key.hasPrefix(run + "/"), let job = try? JobKey(key) { neurons.insert(job.neuron) } }
    // A job moves from the first topic to the second, and is there before it is gone here.
    for topic in [topics.jobs, topics.retry] {
      let committed = try transport.committedOffsets(of: topic, group: topics.workGroup)
      let starts = try transport.watermarks(of: topic).enumerated().map { max($1.start, committed[$0]?.offset ?? $1.start) }
      try readAll(topic, from: starts) { enter($0.record.key) }
    }
    return try neurons.union(parkedNeurons(of: run, since: known.pausedAt))
  }

  /// How many records of the jobs' topic the workers' group has not committed, and where each partition's begin.
  func unfinishedJobs() throws -> (count: Int64, starts: [Int64]) {
    let committed = try transport.committedOffsets(of: topics.jobs, group: topics.workGroup)
    let marks = try transport.watermarks(of: topics.jobs)
    let starts = marks.enumerated().map { max($1.start, committed[$0]?.offset ?? $1.start) }
    return (zip(marks, starts).reduce(0) { $0 + $1.0.end - $1.1 }, starts)
  }

  /// Neurons of a run whose jobs are put aside.
  /// - Parameter pausedAt: when it was paused first; nil for a run that never was, of which nothing is.
  func parkedNeurons(of run: String, since pausedAt: Int64?) throws -> Set<String> {
    guard pausedAt != nil else { return [] }
    return Set(try standing(in: topics.parked, of: run).keys.compactMap { try? JobKey($0).neuron })
  }

  private func standing(in topic: String, of run: String) throws -> StandingRecords {
    var standing = StandingRecords()
    try readAll(topic, from: transport.watermarks(of: topic).map(\.start)) { if $0.record.key.hasPrefix(run + "/") { standing.enter($0) } }
    return standing
  }

  /// Hands over the records that stand at these places of a topic: reads from the first of them to the last of each partition, and leaves out what is no longer there.
  func read(_ places: Set<StandingRecords.Place>, of topic: String, _ body: (ReceivedRecord) throws -> Void) throws {
    let marks = try transport.watermarks(of: topic)
    var wanted = places.filter { marks.indices.contains(Int($0.partition)) && $0.offset < marks[Int($0.partition)].end }
    let starts = Dictionary(wanted.map { (TopicPartition(topic: topic, partition: $0.partition), $0.offset) }, uniquingKeysWith: min)
    guard !starts.isEmpty else { return }
    let reader = try transport.reader(from: starts)
    defer { reader.close() }
    var last = Dictionary(wanted.map { ($0.partition, $0.offset) }, uniquingKeysWith: max)
    while !last.isEmpty {
      guard let received = try reader.next(timeout: .milliseconds(100)) else {
        if try reader.isAtEnd() { return }
        continue
      }
      let place = StandingRecords.Place(partition: received.place.partition, offset: received.offset)
      if wanted.remove(place) != nil { try body(received) }
      if place.offset >= last[place.partition] ?? .max { last[place.partition] = nil }
    }
  }

  /// Moves a run's parked jobs back into the queue, in turn over the partitions: each once, however often it was parked.
  /// - Parameter pausedAt: when it was paused first; nil for a run that never was.
  /// - Returns: how many there were.
  func unpark(_ run: String, since pausedAt: Int64?) throws -> Int {
    guard pausedAt != nil else { return 0 }
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
