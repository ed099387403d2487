import Messages
import Queue
import Telemetry
import Work

extension Coordinator {
  /// How following a run ended.
  public enum End: Sendable, Equatable {
    /// Every neuron has an outcome.
    case over
    case cancelled
    /// A stop was requested; the run goes on without being followed.
    case stopped
  }

  /// Follows the run until every neuron has an outcome, and says then that the run is done; or until it is cancelled. What retention, or somebody, takes of the stimuli and of the
  /// jobs meanwhile is published again.
  /// - Throws: `RolesError(.runIsGone)` where the topics are no longer there.
  public func follow(_ manifest: Manifest, log: Log, stop: StopSignal, progress: (RunProgress) -> Void) throws -> End {
    do {
      return try followed(manifest, log: log, stop: stop, progress: progress)
    } catch let error as QueueError where error.code == .topicMissing {
      let cause = error.description.prefix { $0 != ":" }
      throw RolesError(.runIsGone, "the run \(run) is no longer on the brokers (\(cause)): submit it again with the same command")
    }
  }

  private func followed(_ submitted: Manifest, log: Log, stop: StopSignal, progress: (RunProgress) -> Void) throws -> End {
    var manifest = submitted
    var ledger = RunLedger(manifest: manifest)
    var state = manifest.state
    let runs = RunReader(transport, topics)
    let reader = try PatientReader(transport, from: followedOffsets(manifest), log: log)
    defer { reader.close() }
    var stranded = StrandedJobs(runs, run: run, log: log)
    var missing = MissingJobs(quiet: quiet)
    // When to publish the stimuli again, where a job has ended for want of them: once the others have too.
    var revival: ContinuousClock.Instant?
    var tail = Tail(run: run, neurons: submission.description.neurons.map(\.id))
    var tailCheck = ContinuousClock.now + Self.tailInterval
    while !ledger.isOver || revival != nil {
      if stop.isRequested { return .stopped }
      if let received = try reader.next(timeout: .milliseconds(200)) {
        RunReader.enter(received, in: &ledger)
        if revival == nil, hasStarved(received) { revival = .now + quiet }
        enter(received, in: &tail)
        if received.record.key.hasPrefix(run + "/") {
          stranded.noteSign()
          missing.noteSign(at: .now)
        }
        if received.place.topic == topics.states, received.record.key == run, !received.record.isTombstone {
          let said = SaidState(state: try received.record.open(RunState.self), time: received.timestamp)
          if said.state.state != state { log.info("the run is \(said.state.state.rawValue)", ["run": run]) }
          state = said.state.state
          stranded.pausedAt = said.pausedAt
        }
      }
      if state == .running, !reader.isCutOff {
        try stranded.look()
        try publishMissing(&missing, ledger, log: log)
        if let due = revival, .now >= due, let receipt = try revived(&ledger, log: log) { (manifest, revival) = (receipt.manifest, nil) }
        if .now >= tailCheck {
          try copyTail(&tail, ledger, manifest, log: log)
          tailCheck = .now + Self.tailInterval
        }
      }
      progress(RunProgress(done: ledger.done, dead: ledger.dead, total: manifest.neurons.count))
      // What stands before it in the topic is past: only the last word counts.
      if state == .cancelled, try reader.isAtEnd() { return .cancelled }
    }
    if state == .cancelled { return .cancelled }
    try close(manifest)
    return .over
  }

  /// Whether the run goes on only once somebody starts a worker.
  public func waitsForWorkers(_ manifest: Manifest) throws -> Bool {
    let reader = RunReader(transport, topics)
    return try reader.workers().isEmpty && reader.submitted(manifest.run).state(reader.ledger(of: manifest)) == .running
  }

  /// How often is looked for members that have nothing to do.
  private static let tailInterval = Duration.seconds(1)

  /// Where to read on: what has become of the run, what is said of it, where jobs were published since, and how the workers are from now on.
  private func followedOffsets(_ manifest: Manifest) throws -> [TopicPartition: Int64] {
    let runs = RunReader(transport, topics)
    return .init(byTopic: [
      topics.outcomes: try runs.starts(of: "outcomes", manifest), topics.places: try runs.starts(of: "places", manifest),
      topics.states: try transport.watermarks(of: topics.states).map(\.start), topics.workers: try transport.endOffsets(of: topics.workers),
    ])
  }

  private func enter(_ received: ReceivedRecord, in tail: inout Tail) {
    guard !received.record.isTombstone else { return }
    switch received.place.topic {
    case topics.workers:
      if let state = try? received.record.open(WorkerState.self) { tail.enter(state, at: received.timestamp) }
    case topics.places:
      if let places = try? received.record.open(JobPlaces.self) { tail.enter(places) }
    case topics.outcomes where received.record.key.hasPrefix(run + "/"):
      if let outcome = try? received.record.open(Outcome.self) { tail.enter(outcome) }
    default: break
    }
  }

  /// Gives idle members copies of what the others will reach last. The first outcome counts, and nothing is lost where it does not work. No job is read for it: where they were
  /// published is known, and how far the members are too.
  func copyTail(_ tail: inout Tail, _ ledger: RunLedger, _ manifest: Manifest, log: Log) throws {
    let time = (transport.clock.now ?? .now).milliseconds
    guard tail.hasFreeSlots(at: time) else { return }
    do {
      let lag = try transport.lag(of: [topics.jobs], group: topics.workGroup)
      guard lag.count > 0, tail.isNear(unfinished: lag.count, at: time) else { return }
      let copies = tail.copies(lag.partitions[topics.jobs] ?? [], waiting: Set(ledger.waiting), at: time)
      guard !copies.isEmpty else { return }
      let template = try JobTemplate(of: job(of: copies[0].neuron, manifest))
      let jobs = try copies.map { try jobRecord(of: $0.neuron, manifest: manifest, template) }
      try JobPublisher(transport, topics, source: source).publish(jobs, on: copies.map(\.partition))
      log.info("idle workers are given copies of the last jobs", ["jobs": String(jobs.count)])
    } catch let error as QueueError where error.isRetriable {}
  }

  /// Publishes the jobs again that wait for an outcome and are nowhere in the queue: the topic's retention, or somebody's hand, took them.
  private func publishMissing(_ missing: inout MissingJobs, _ ledger: RunLedger, log: Log) throws {
    guard missing.isDue(at: .now) else { return }
    do {
      let runs = RunReader(transport, topics)
      let known = try runs.submitted(run)
      let neurons = missing.look(waiting: ledger.waiting, queued: try runs.standingJobs(of: known).all, at: .now)
      guard !neurons.isEmpty else { return }
      log.warning("jobs were no longer in the queue, though their neurons wait; they are published again", ["jobs": String(neurons.count)])
      let places = known.manifest.neurons.indices.filter { neurons.contains(known.manifest.neurons[$0].id) }
      try publishJobs(of: longestFirst(places), manifest: known.manifest) { _ in }
    } catch let error as QueueError where error.isRetriable {}
  }

  /// Publishes the stimuli again that the topic's retention, or somebody's hand, took, and the jobs that ended for want of them.
  /// - Returns: nil where no broker took them.
  private func revived(_ ledger: inout RunLedger, log: Log) throws -> SubmissionReceipt? {
    do {
      let receipt = try submit()
      // What opens them again stands in the topic, but is not read yet.
      for neuron in ledger.deadNeurons where ledger.outcomes[neuron]?.error?.code == FailureReport.stimuliAreGone { ledger.reopen(neuron) }
      if receipt.revived > 0 {
        log.warning(
          "the stimuli were no longer in the queue; they are published again, with the jobs that ended without them",
          ["jobs": String(receipt.revived)])
      }
      return receipt
    } catch let error as QueueError where error.isRetriable { return nil }
  }

  /// Whether a job of the run ended for want of its stimuli.
  private func hasStarved(_ received: ReceivedRecord) -> Bool {
    let record = received.record
    guard received.place.topic == topics.outcomes, record.key.hasPrefix(run + "/"), !record.isTombstone else { return false }
    return (try? record.open(Outcome.self))?.error?.code == FailureReport.stimuliAreGone
  }
}
