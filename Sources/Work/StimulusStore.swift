import Analysis
import Messages
import Method
import Queue

/// The stimulus sets that a worker keeps in memory (with the population's networks, where jobs name them), each read once from its topic and prepared once for its settings and
/// seed. Who needs a set that somebody reads waits for that one alone.
final class StimulusStore: @unchecked Sendable {
  private struct Key: Equatable {
    var input: SharedInput
    var population: SharedInput?
    var settings: AnalysisSettings
    var seed: UInt64

    init(_ job: Job.Document) {
      input = job.stimuli
      population = job.population
      settings = job.settings
      seed = job.seed
    }
  }

  /// The part of the memory that was free at the start and that kept sets may take: the rest is for the networks of the jobs.
  private static let share = 4
  /// For so long a broker that answers may keep a chunk to itself.
  private static let patience = Duration.seconds(60)
  /// How often whoever waits for another's reading looks whether its own job goes on.
  private static let glance = Duration.milliseconds(100)

  private let transport: any Transport
  private let topics: Topics
  private let hindrances: Hindrances
  private let memory: @Sendable () -> MemoryRoom

  // Touched only while the condition is locked.
  private let condition = MonotonicCondition()
  private var shelf: StimulusShelf<Key>
  private var kept: [(key: Key, stimuli: SharedStimuli)] = []

  /// - Parameter memory: what there is for another set.
  init(transport: any Transport, topics: Topics, hindrances: Hindrances, memory: @escaping @Sendable () -> MemoryRoom) {
    self.transport = transport
    self.topics = topics
    self.hindrances = hindrances
    self.memory = memory
    shelf = StimulusShelf(bound: memory().bytes.map { $0 / Self.share })
  }

  /// - Throws: `JobFailure` and `QueueError` where the topic does not give the set; `FormatError` and `AnalysisError` where what stands there is wrong; `CancellationError`.
  func stimuli(of job: Job.Document, isHalted: () -> Bool) throws -> SharedStimuli {
    let key = Key(job)
    if let stimuli = try awaited(key, bytes: Self.bytes(of: job), isHalted) { return stimuli }
    // It falls to this job to read the set. Where that fails, the next who waits tries for itself.
    do {
      let stimuli = try inputs(of: job, isHalted: isHalted).prepared(for: job, in: memory())
      condition.withLock {
        shelf.settle(key)
        kept.append((key, stimuli))
        condition.broadcast()
      }
      return stimuli
    } catch {
      condition.withLock {
        shelf.remove(key)
        condition.broadcast()
      }
      throw error
    }
  }

  /// The set, as soon as it is prepared; nil where nobody reads it, and the caller is to.
  private func awaited(_ key: Key, bytes: Int, _ isHalted: () -> Bool) throws -> SharedStimuli? {
    try condition.withLock {
      while true {
        let (isKnown, isReady) = shelf.use(key)
        if isReady { return kept.first { $0.key == key }?.stimuli }
        if !isKnown {
          let gone = shelf.add(key, bytes: bytes)
          kept.removeAll { gone.contains($0.key) }
          return nil
        }
        if isHalted() { throw CancellationError() }
        condition.wait(until: .now + Self.glance)
      }
    }
  }

  /// Of all that a job shares with others.
  private static func bytes(of job: Job.Document) -> Int {
    let (sum, isTooMuch) = job.stimuli.bytes.addingReportingOverflow(job.population?.bytes ?? 0)
    return isTooMuch ? .max : sum
  }

  /// Reads what a job shares with others, where there is memory for it. A broker that is away is waited for.
  func inputs(of job: Job.Document, isHalted: () -> Bool) throws -> JobInputs {
    // A worker with more may have better luck.
    if let complaint = memory().complaint(aboutStimuliOf: Self.bytes(of: job)) { throw JobFailure(.transient, "no_memory", complaint) }
    return JobInputs(
      stimuli: try bytes(of: job.stimuli, isHalted: isHalted),
      population: try job.population.map { try bytes(of: $0, isHalted: isHalted) } ?? [])
  }

  private func bytes(of input: SharedInput, isHalted: () -> Bool) throws -> [UInt8] {
    func place(_ partition: Int32) -> TopicPartition { TopicPartition(topic: topics.name(input.topic), partition: partition) }
    // Of each partition the chunks that are still to come.
    var wanted = Dictionary(grouping: input.offsets.indices, by: input.partition(of:)).mapValues { $0[...] }
    let reader: any RecordReader
    do {
      reader = try transport.reader(from: Dictionary(uniqueKeysWithValues: input.firstOffsets.map { (place($0), $1) }))
    } catch let error as QueueError where error.code == .topicMissing {
      throw Self.gone(place(input.partition), input.offsets[0])
    }
    defer { reader.close() }
    var chunks = [StimulusChunk?](repeating: nil, count: input.offsets.count)
    var lastContact = ContinuousClock.now
    while let (partition, rest) = wanted.first {
      if isHalted() { throw CancellationError() }
      guard let received = try reader.next(timeout: .seconds(1)) else {
        try check(place(partition), input.offsets[rest[rest.startIndex]], &lastContact)
        continue
      }
      lastContact = .now
      hindrances.clear(.stimuli)
      guard let chunk = wanted[received.place.partition]?.first else { continue }
      guard received.offset <= input.offsets[chunk] else { throw Self.gone(received.place, input.offsets[chunk]) }
      guard received.offset == input.offsets[chunk], !received.record.isTombstone else { continue }
      // The topic was made again, and holds another set there.
      guard received.record.key == input.sha256 else { throw Self.gone(received.place, received.offset) }
      chunks[chunk] = try StimulusChunk(opening: received.record)
      wanted[received.place.partition]?.removeFirst()
      if wanted[received.place.partition]?.isEmpty == true { wanted[received.place.partition] = nil }
    }
    return try input.assemble(chunks.compactMap { $0 })
  }

  /// Why no chunk comes.
  private func check(_ place: TopicPartition, _ offset: Int64, _ lastContact: inout ContinuousClock.Instant) throws {
    do {
      // Before the beginning, or, of a topic that was made again, beyond the end.
      guard try transport.watermarks(of: place.topic).contain(offset, ofPartition: place.partition) else { throw Self.gone(place, offset) }
    } catch let error as QueueError where error.isRetriable {
      hindrances.note(.stimuli, error)
      lastContact = .now
    }
    guard ContinuousClock.now - lastContact > Self.patience else { return }
    throw JobFailure(
      .transient, "stimuli_unreadable",
      "The broker answers, but gives no record at offset \(offset) of \(place.topic), partition \(place.partition), within \(Self.patience)."
    )
  }

  private static func gone(_ place: TopicPartition, _ offset: Int64) -> JobFailure {
    JobFailure(
      .permanent, FailureReport.stimuliAreGone,
      "\(place.topic), partition \(place.partition), no longer holds the stimuli at offset \(offset): submit the run again.")
  }
}
