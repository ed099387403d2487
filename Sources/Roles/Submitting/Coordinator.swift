import Messages
import Queue
import Work

/// Splits a population into one job per neuron, publishes them, and follows the run to its end.
public struct Coordinator: Sendable {
  public let transport: any Transport
  public let topics: Topics
  let run: String
  let submission: Submission
  let source = "konomi/coordinator"
  /// After so long without a word of the run a following coordinator looks whether jobs are missing.
  var quiet = Duration.seconds(10)

  /// The topics must be prepared.
  public init(transport: any Transport, topics: Topics, run: String, submission: Submission) throws {
    try JobKey.checkRun(run)
    self.transport = transport
    self.topics = topics
    self.run = run
    self.submission = submission
  }

  /// Publishes the run: stimulus set, manifest, and a job for every neuron that has neither a result nor a dead letter, nor a job in the queue. Submitting a run again is the
  /// same call; a cancelled one goes on with it. What its retention has taken is published again: stimuli, and jobs that could not be done without them.
  ///
  /// Where the settings ask for population members their networks are trained first, and published like the stimuli.
  /// - Parameters:
  ///   - isKept: whether a neuron's result is already in the results directory.
  ///   - isCancelled: asked while they are trained; nothing is published where it becomes true.
  /// - Throws: `RolesError(.conflictingRun)` where the id belongs to a run of other inputs; `RolesError(.messageTooLarge)` before anything is published;
  ///   `CancellationError`.
  public func submit(
    isKept: (String) throws -> Bool = { _ in false }, isCancelled: @Sendable () -> Bool = { false },
    progress: (SubmissionProgress) -> Void = { _ in }
  ) throws -> SubmissionReceipt {
    let former = try publishedRun()
    if former == nil { try checkSizes() }
    var receipt = SubmissionReceipt(manifest: try former.map { try renewed($0, isCancelled, progress) } ?? announce(isCancelled, progress))
    receipt.hasPublishedStimuli = former?.manifest.stimuli != receipt.manifest.stimuli
    let reader = RunReader(transport, topics)
    // Jobs that are in the queue would be done twice, unless they name inputs that are gone. They are looked for first: one that ends meanwhile is in the ledger.
    let queued = try former.map { receipt.hasPublishedStimuli ? [] : try reader.standingJobs(of: $0).all } ?? []
    let ledger = try former == nil ? RunLedger(manifest: receipt.manifest) : reader.ledger(of: receipt.manifest)
    let reopened = try reopen(ledger, isKept: isKept)
    (receipt.revived, receipt.lost) = (reopened.revived.count, reopened.lost.count)
    var waiting: [Int] = []
    for (place, neuron) in submission.description.neurons.enumerated() {
      switch ledger.outcomes[neuron.id]?.state {
      case .succeeded where !reopened.lost.contains(neuron.id): receipt.done += 1
      case .dead where !reopened.revived.contains(neuron.id): receipt.dead += 1
      case _ where try isKept(neuron.id): receipt.done += 1
      case _ where queued.contains(neuron.id): receipt.queued += 1
      default: waiting.append(place)
      }
    }
    try publishJobs(of: longestFirst(waiting), manifest: receipt.manifest, progress)
    receipt.published = waiting.count
    // What was put aside late, after a resumption; and all of a run that goes on after it was cancelled.
    if let former, former.state != .paused { receipt.unparked = try reader.unpark(run, since: former.pausedAt, source: source) }
    return receipt
  }

  /// Says that the run is over.
  public func close(_ manifest: Manifest) throws {
    let known = try RunReader(transport, topics).submitted(manifest.run)
    try transport.publish(known.followed(by: .done), to: topics, source: source)
  }

  /// Refuses a run whose messages its topics would not take, with the arithmetic. Publishes nothing.
  /// - Throws: `RolesError(.messageTooLarge)`.
  public func checkSizes() throws {
    let versioned = topics.jobs(ofMethodVersion: submission.description.methodVersion)
    let hasVersioned = try transport.exists(versioned)
    let shared = submission.largestAddress
    let manifest = manifest(
      stimuli: shared, population: submission.description.settings.populationMembers ?? 0 > 0 ? shared : nil, try startOffsets())
    let bounds =
      try submission.bounds(run: run, topics: topics, versioned: hasVersioned ? versioned : nil)
      + submission.bounds(of: manifest, topics: topics)
    for bound in bounds { try bound.check(against: transport.describe(bound.topic).maximumMessageBytes) }
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

  /// The manifest of a run that goes on. Its shared inputs are published again where the topic no longer keeps them; where it was cancelled, it runs again.
  private func renewed(
    _ former: KnownRun, _ isCancelled: @Sendable () -> Bool, _ progress: (SubmissionProgress) -> Void
  ) throws -> Manifest {
    var manifest = former.manifest
    if try RunReader(transport, topics).hasLostInputs(manifest) {
      try checkSizes()
      manifest.population = try publishPopulation(isCancelled, progress)
      manifest.stimuli = try publish(shared: submission.stimuli, progress)
    }
    var state = former.followed(by: former.state)
    if former.state == .cancelled { state.state = .running }
    if manifest != former.manifest {
      manifest.state = .running
      try transport.publish(manifest, state, to: topics, source: source)
    } else if state.state != former.state {
      try transport.publish(state, to: topics, source: source)
    }
    return manifest
  }

  private func announce(_ isCancelled: @Sendable () -> Bool, _ progress: (SubmissionProgress) -> Void) throws -> Manifest {
    let population = try publishPopulation(isCancelled, progress)
    let starts = try startOffsets()
    let manifest = manifest(stimuli: try publish(shared: submission.stimuli, progress), population: population, starts)
    try transport.publish(manifest, RunState(run: run, state: .running), to: topics, source: source)
    return manifest
  }

  private func manifest(stimuli: SharedInput, population: SharedInput?, _ starts: [String: [Int64]]) -> Manifest {
    Manifest(run: run, description: submission.description, stimuli: stimuli, population: population, startOffsets: starts)
  }

  /// Where the topics end that whoever looks at this run reads from there.
  private func startOffsets() throws -> [String: [Int64]] {
    try ["results", "outcomes", "dead-letters", "places"].reduce(into: [:]) { $0[$1] = try transport.endOffsets(of: topics.name($1)) }
  }
}
