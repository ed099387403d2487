import Messages
import Queue

/// The neurons of a run whose jobs stand somewhere, by where they do.
struct StandingJobs {
  /// In the queue, or at work.
  var queued: Set<String> = []
  /// Resting until another attempt.
  var retrying: Set<String> = []
  /// Resting until a worker of their method version comes.
  var resting: Set<String> = []
  /// Put aside while the run is paused.
  var parked: Set<String> = []

  var all: Set<String> { queued.union(retrying).union(resting).union(parked) }
}

extension RunReader {
  /// Neurons of a run whose jobs wait or are at work: what the workers' group has not committed, and what is put aside. No job is read: where they were published is known, and of
  /// those that rest for another attempt, or for a worker of their version, the keys say enough.
  func standingJobs(of known: KnownRun) throws -> StandingJobs {
    let run = known.manifest.run
    var published = PublishedJobs()
    let starts = known.manifest.startOffsets["places"]
    if let starts {
      try transport.read(topics.places, from: .offsets(starts), content: .whole) { received in
        if received.record.key == run, let places = try? received.record.open(JobPlaces.self) { published.enter(places) }
      }
    }
    let versioned = topics.jobs(ofMethodVersion: known.manifest.methodVersion)
    let copied = try [topics.retry] + (transport.exists(versioned) ? [versioned] : [])
    var standing = StandingJobs()
    // A job moves from the first topic to another, and is there before it is gone here.
    let lag = try transport.lag(of: [topics.jobs] + copied, group: topics.workGroup)
    standing.queued = published.queued(of: run, lag.partitions[topics.jobs] ?? [])
    // Of a run that an older program submitted nobody has said where its jobs lie.
    for topic in (starts == nil ? [topics.jobs] : []) + copied {
      try transport.read(topic, from: .offsets(lag.firstUnfinished(of: topic)), content: .keys) { received in
        let key = received.record.key
        guard key.hasPrefix(run + "/"), let neuron = try? JobKey(key).neuron else { return }
        switch topic {
        case topics.retry: standing.retrying.insert(neuron)
        case versioned: standing.resting.insert(neuron)
        default: standing.queued.insert(neuron)
        }
      }
    }
    standing.parked = try parkedNeurons(of: run, since: known.pausedAt)
    return standing
  }

  /// Neurons of a run whose jobs are put aside.
  /// - Parameter pausedAt: when it was paused first; nil for a run that never was, of which nothing is.
  func parkedNeurons(of run: String, since pausedAt: Int64?) throws -> Set<String> {
    Set(try parked(of: run, since: pausedAt).keys.compactMap { try? JobKey($0).neuron })
  }

  /// What one broker's clock may be ahead of another's, in milliseconds, and more.
  private static let margin: Int64 = 600_000

  private func parked(of run: String, since pausedAt: Int64?) throws -> StandingRecords {
    var standing = StandingRecords()
    guard let pausedAt else { return standing }
    let start = Timestamp(milliseconds: max(0, pausedAt - Self.margin))
    try transport.read(topics.parked, from: .time(start), content: .keys) { if $0.record.key.hasPrefix(run + "/") { standing.enter($0) } }
    return standing
  }

  /// Hands over the records that stand at these places of a topic, where they still do.
  func read(_ places: Set<StandingRecords.Place>, of topic: String, _ body: (ReceivedRecord) throws -> Void) throws {
    var ranges: [TopicPartition: Range<Int64>] = [:]
    let marks = try transport.watermarks(of: topic)
    for place in places where marks.indices.contains(Int(place.partition)) && place.offset < marks[Int(place.partition)].end {
      let partition = TopicPartition(topic: topic, partition: place.partition)
      let range = ranges[partition] ?? place.offset..<place.offset + 1
      ranges[partition] = min(range.lowerBound, place.offset)..<max(range.upperBound, place.offset + 1)
    }
    try transport.read(ranges, content: .whole) { received in
      if places.contains(.init(partition: received.place.partition, offset: received.offset)) { try body(received) }
    }
  }

  /// Jobs that are moved at once, in bytes.
  private static let room = 16 << 20

  /// Moves a run's parked jobs back into the queue, spread over the partitions: each once, however often it was parked.
  /// - Parameters:
  ///   - pausedAt: when it was paused first; nil for a run that never was.
  ///   - source: who moves them.
  /// - Returns: how many there were.
  func unpark(_ run: String, since pausedAt: Int64?, source: String) throws -> Int {
    let parked = try parked(of: run, since: pausedAt).places
    guard !parked.isEmpty else { return 0 }
    var publisher = JobPublisher(transport, topics, source: source)
    var moved = 0
    var batch: (jobs: [Record], bytes: Int) = ([], 0)
    func move() throws {
      try publisher.publish(batch.jobs)
      try transport.publish(batch.jobs.map { Record(key: $0.key, value: nil) }, to: topics.parked, partition: nil)
      moved += batch.jobs.count
      batch = ([], 0)
    }
    // Read twice rather than held in memory: jobs are large.
    try read(parked, of: topics.parked) { received in
      batch.jobs.append(received.record)
      batch.bytes += received.record.batchBytes
      if batch.bytes >= Self.room || batch.jobs.count == JobPlaces.jobLimit { try move() }
    }
    if !batch.jobs.isEmpty { try move() }
    return moved
  }
}
