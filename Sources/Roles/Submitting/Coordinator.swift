import Formats
import Messages
import Queue
import Work

/// Splits a population into one job per neuron, publishes them, and follows the run to its end.
public struct Coordinator {
  public let transport: any Transport
  public let topics: Topics
  let run: String
  let submission: Submission
  private let source = "konomi/coordinator"
  /// Jobs that are held in memory at once while publishing.
  private static let batch = 256

  /// The topics must be prepared.
  public init(transport: any Transport, topics: Topics, run: String, submission: Submission) throws {
    try JobKey.checkRun(run)
    self.transport = transport
    self.topics = topics
    self.run = run
    self.submission = submission
  }

  /// Publishes the run: stimulus set, manifest, and a job for every neuron that has neither a result nor a dead letter, nor a job in the queue. Submitting a run again is the
  /// same call; a cancelled one goes on with it.
  ///
  /// Where the settings ask for population members their networks are trained first, and published like the stimuli.
  /// - Parameters:
  ///   - isKept: whether a neuron's result is already in the results directory.
  ///   - isCancelled: asked while they are trained; nothing is published where it becomes true.
  /// - Throws: `RolesError(.conflictingRun)` where the id belongs to a run of other inputs; `RolesError(.messageTooLarge)` before anything is published;
  ///   `CancellationError`.
  public func submit(
    isKept: (String) throws -> Bool = { _ in false }, isCancelled: @Sendable () -> Bool = { false }
  ) throws -> Manifest {
    try checkSizes()
    let reader = RunReader(transport, topics)
    let former = try publishedRun()
    let manifest = try former.map { try renewed($0, isCancelled) } ?? announce(isCancelled)
    // Jobs that are in the queue would be done twice, unless they name inputs that are gone. They are looked for first: one that ends meanwhile is in the ledger.
    let queued = try former.map { $0.manifest.stimuli == manifest.stimuli ? try reader.queuedNeurons(of: $0) : [] } ?? []
    let ledger = try reader.ledger(of: manifest)
    let waiting = try submission.description.neurons.indices.filter {
      let neuron = submission.description.neurons[$0].id
      return try ledger.outcomes[neuron] == nil && !queued.contains(neuron) && !isKept(neuron)
    }
    try publishJobs(of: longestFirst(waiting), manifest: manifest)
    // What was put aside late, after a resumption; and all of a run that goes on after it was cancelled.
    if let former, former.state != .paused { _ = try reader.unpark(run, since: former.pausedAt) }
    return manifest
  }

  /// Says that the run is over.
  public func close(_ manifest: Manifest) throws {
    let known = try RunReader(transport, topics).submitted(manifest.run)
    try transport.publish(known.followed(by: .done), to: topics, source: source)
  }

  /// The run where it has been submitted before.
  private func publishedRun() throws -> KnownRun? {
    guard let known = try RunReader(transport, topics).known(run) else { return nil }
    guard known.manifest.identity == submission.description.identity else {
      throw RolesError(
        .conflictingRun,
        "the run \(run) exists already with another recording, settings or seed (\(known.manifest.recording), seed \(known.manifest.seed)): choose another id with --run"
      )
    }
    return known
  }

  /// The manifest of a run that goes on. Its shared inputs are published again where the topic no longer keeps them; where it was cancelled, what ended by that is open again.
  private func renewed(_ former: KnownRun, _ isCancelled: @Sendable () -> Bool) throws -> Manifest {
    var manifest = former.manifest
    let marks = try transport.watermarks(of: topics.stimuli)
    func isLost(_ input: SharedInput) -> Bool { input.offsets[0] < marks[Int(input.partition)].start }
    if isLost(manifest.stimuli) || manifest.population.map(isLost) ?? false {
      manifest.population = try publishPopulation(isCancelled)
      manifest.stimuli = try publish(shared: submission.stimuli)
    }
    var state = former.followed(by: former.state)
    if former.state == .cancelled {
      let outcomes = try RunReader(transport, topics).ledger(of: manifest).outcomes
      let ended = manifest.neurons.filter { outcomes[$0.id]?.state == .cancelled }
      try transport.publish(ended.map { Record(key: "\(run)/\($0.id)", value: nil) }, to: topics.outcomes, partition: nil)
      state.state = .running
    }
    if manifest != former.manifest {
      manifest.state = .running
      try transport.publish(manifest, state, to: topics, source: source)
    } else if state.state != former.state {
      try transport.publish(state, to: topics, source: source)
    }
    return manifest
  }

  private func announce(_ isCancelled: @Sendable () -> Bool) throws -> Manifest {
    let description = submission.description
    let population = try publishPopulation(isCancelled)
    var starts: [String: [Int64]] = [:]
    for topic in ["results", "outcomes", "dead-letters"] { starts[topic] = try transport.endOffsets(of: topics.name(topic)) }
    let manifest = Manifest(
      run: run, state: .running, recording: description.recording, degreesPerPixel: description.degreesPerPixel,
      methodVersion: description.methodVersion, seed: description.seed,
      settings: description.settings, neurons: description.neurons, stimuli: try publish(shared: submission.stimuli),
      population: population, identity: description.identity,
      startOffsets: starts, warnings: description.warnings)
    try transport.publish(manifest, RunState(run: run, state: .running), to: topics, source: source)
    return manifest
  }

  /// Nil where the settings ask for no population members.
  private func publishPopulation(_ isCancelled: @Sendable () -> Bool) throws -> SharedInput? {
    guard submission.description.settings.populationMembers ?? 0 > 0 else { return nil }
    return try publish(shared: submission.populationWeights(isCancelled: isCancelled))
  }

  /// Publishes what all jobs share, in chunks.
  private func publish(shared bytes: [UInt8]) throws -> SharedInput {
    let records = try StimulusChunk.cut(bytes).map { try $0.sealed(source: source, time: .now) }
    let places = try transport.publish(records, to: topics.stimuli, partition: 0)
    return SharedInput(
      topic: "stimuli", partition: 0, offsets: places.map(\.offset), bytes: bytes.count, sha256: Digest.sha256(bytes))
  }

  /// What takes longest begins first: the more responses a neuron has, the longer its networks learn.
  private func longestFirst(_ neurons: [Int]) -> [Int] {
    let counts = neurons.map { submission.recording.responseCount(of: $0) }
    return neurons.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }.map { neurons[$0] }
  }

  /// In turn over the partitions: a key's hash would load them unevenly, and Kafka cannot move work.
  private func publishJobs(of neurons: [Int], manifest: Manifest) throws {
    let partitions = try transport.describe(topics.jobs).partitions
    for start in stride(from: 0, to: neurons.count, by: Self.batch) {
      var records: [Int32: [Record]] = [:]
      for place in start..<min(start + Self.batch, neurons.count) {
        records[Int32(place % partitions), default: []].append(try jobRecord(of: neurons[place], manifest: manifest))
      }
      for (partition, records) in records { try transport.publish(records, to: topics.jobs, partition: partition) }
    }
  }

  /// The job of one neuron, by its place in the recording, as it is published.
  func jobRecord(of neuron: Int, manifest: Manifest) throws -> Record {
    let job = submission.job(of: neuron, run: run, stimuli: manifest.stimuli, population: manifest.population)
    let key = try JobKey(run: run, neuron: job.document.neuron).description
    return try Record(sealing: job, key: key, source: source, time: .now)
  }

  /// Refuses a run whose messages its topics would not take, with the arithmetic. Publishes nothing.
  /// - Throws: `RolesError(.messageTooLarge)`.
  public func checkSizes() throws {
    let settings = submission.description.settings
    let limit = try transport.describe(topics.results).maximumMessageBytes
    guard submission.resultBound <= limit else {
      throw RolesError(
        .messageTooLarge,
        "a result may take \(submission.resultBound) bytes (\(settings.optimalImages.seeds) optimal images of \(4 * submission.recording.stimuli.stride) bytes, as many distinct ones, and the document), but \(topics.results) takes \(limit): raise its max.message.bytes, or ask for smaller stimuli (--resize) or fewer seeds (--images)"
      )
    }
    guard let first = submission.description.neurons.first else { return }
    // All jobs of a run have the same length before compression; the first stands for them, with room for how compression differs.
    let shared = SharedInput(topic: "stimuli", partition: 0, offsets: [0], bytes: 1, sha256: submission.description.stimuliSha256)
    let probe = submission.job(of: 0, run: run, stimuli: shared, population: settings.populationMembers ?? 0 > 0 ? shared : nil)
    let bytes = try probe.encoded().count + 4096
    let jobLimit = try transport.describe(topics.jobs).maximumMessageBytes
    guard bytes <= jobLimit else {
      throw RolesError(
        .messageTooLarge,
        "the job of neuron \(first.id) may take \(bytes) bytes (\(submission.recording.responses.shape[0]) repeats of \(submission.recording.stimuli.count) responses of 4 bytes, and the test set), but \(topics.jobs) takes \(jobLimit): raise its max.message.bytes"
      )
    }
  }
}
