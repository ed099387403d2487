import Analysis
import Messages
import Method
import Queue
import Synchronization

/// The stimulus sets that a worker keeps in memory (with the population's networks, where jobs name them), each read once from its topic and prepared once for its settings and seed.
final class StimulusStore: Sendable {
  private struct Key: Equatable {
    var input: SharedInput
    var population: SharedInput?
    var settings: AnalysisSettings
    var seed: UInt64
  }

  /// As many sets as are kept: the run at hand and the one before it.
  private static let capacity = 2
  /// For so long a broker that answers may keep a chunk to itself.
  private static let patience = Duration.seconds(60)

  private let transport: any Transport
  private let topics: Topics
  private let hindrances: Hindrances
  private let memory: @Sendable () -> MemoryRoom
  /// The most recently used last. Whoever needs a set that is being read waits for it here.
  private let kept = Mutex<[(key: Key, stimuli: SharedStimuli)]>([])

  /// - Parameter memory: what there is for another set.
  init(transport: any Transport, topics: Topics, hindrances: Hindrances, memory: @escaping @Sendable () -> MemoryRoom) {
    self.transport = transport
    self.topics = topics
    self.hindrances = hindrances
    self.memory = memory
  }

  /// - Throws: `JobFailure` and `QueueError` where the topic does not give the set; `FormatError` and `AnalysisError` where what stands there is wrong; `CancellationError`.
  func stimuli(of job: Job.Document, isHalted: () -> Bool) throws -> SharedStimuli {
    let key = Key(input: job.stimuli, population: job.population, settings: job.settings, seed: job.seed)
    return try kept.withLock { kept in
      let entry: (key: Key, stimuli: SharedStimuli)
      if let place = kept.firstIndex(where: { $0.key == key }) {
        entry = kept.remove(at: place)
      } else {
        // The oldest makes room before the new one is read.
        if kept.count == Self.capacity { kept.removeFirst() }
        entry = (key, try inputs(of: job, isHalted: isHalted).prepared(for: job))
      }
      kept.append(entry)
      return entry.stimuli
    }
  }

  /// Reads what a job shares with others, where there is memory for it. A broker that is away is waited for.
  func inputs(of job: Job.Document, isHalted: () -> Bool) throws -> JobInputs {
    // A worker with more may have better luck.
    if let complaint = memory().complaint(aboutStimuliOf: job.stimuli.bytes) { throw JobFailure(.transient, "no_memory", complaint) }
    return JobInputs(
      stimuli: try bytes(of: job.stimuli, isHalted: isHalted),
      population: try job.population.map { try bytes(of: $0, isHalted: isHalted) } ?? [])
  }

  private func bytes(of input: SharedInput, isHalted: () -> Bool) throws -> [UInt8] {
    let place = TopicPartition(topic: topics.name(input.topic), partition: input.partition)
    let reader = try transport.reader(from: [place: input.offsets[0]])
    defer { reader.close() }
    var wanted = input.offsets[...]
    var chunks: [StimulusChunk] = []
    var lastContact = ContinuousClock.now
    while let offset = wanted.first {
      if isHalted() { throw CancellationError() }
      guard let received = try reader.next(timeout: .seconds(1)) else {
        try check(place, offset, &lastContact)
        continue
      }
      lastContact = .now
      hindrances.clear(.stimuli)
      guard received.offset <= offset else { throw Self.gone(place, offset) }
      guard received.offset == offset, !received.record.isTombstone else { continue }
      chunks.append(try StimulusChunk(opening: received.record))
      wanted = wanted.dropFirst()
    }
    return try input.assemble(chunks)
  }

  /// Why no chunk comes.
  private func check(_ place: TopicPartition, _ offset: Int64, _ lastContact: inout ContinuousClock.Instant) throws {
    do {
      if try transport.watermarks(of: place.topic)[Int(place.partition)].start > offset { throw Self.gone(place, offset) }
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
      .permanent, "stimuli_gone",
      "\(place.topic), partition \(place.partition), no longer holds the stimuli at offset \(offset): submit the run again.")
  }
}
