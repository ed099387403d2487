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

  /// Follows the run until every neuron has an outcome, and says then that the run is done; or until it is cancelled.
  public func follow(_ manifest: Manifest, log: Log, stop: StopSignal, progress: (RunProgress) -> Void) throws -> End {
    var ledger = RunLedger(manifest: manifest)
    var state = manifest.state
    let runs = RunReader(transport, topics)
    var offsets: [TopicPartition: Int64] = [:]
    for (topic, starts) in [
      (topics.outcomes, try runs.starts(of: "outcomes", manifest)),
      (topics.states, try transport.watermarks(of: topics.states).map(\.start)),
      (topics.workers, try transport.endOffsets(of: topics.workers)),
    ] {
      for (partition, start) in starts.enumerated() { offsets[TopicPartition(topic: topic, partition: Int32(partition))] = start }
    }
    let reader = PatientReader(try transport.reader(from: offsets), log: log)
    defer { reader.close() }
    var stranded = StrandedJobs(runs, run: run, log: log)
    var tail = Tail()
    var tailCheck = ContinuousClock.now + Self.tailInterval
    while !ledger.isOver {
      if stop.isRequested { return .stopped }
      if let received = try reader.next(timeout: .milliseconds(200)) {
        RunReader.enter(received, in: &ledger)
        enter(received, in: &tail)
        if received.record.key.hasPrefix(run + "/") { stranded.noteSign() }
        if received.place.topic == topics.states, received.record.key == run, !received.record.isTombstone {
          let said = SaidState(state: try received.record.open(RunState.self), time: received.timestamp)
          if said.state.state != state { log.info("the run is \(said.state.state.rawValue)", ["run": run]) }
          state = said.state.state
          stranded.pausedAt = said.pausedAt
        }
      }
      if state == .running, !reader.isCutOff {
        try stranded.look()
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
    return try reader.workers(at: .now).isEmpty && reader.submitted(manifest.run).state(reader.ledger(of: manifest)) == .running
  }

  /// How often is looked for members that have nothing to do.
  private static let tailInterval = Duration.seconds(1)

  private func enter(_ received: ReceivedRecord, in tail: inout Tail) {
    if received.place.topic == topics.workers {
      if let state = try? received.record.open(WorkerState.self) { tail.enter(state) }
    } else if received.place.topic == topics.outcomes, received.record.key.hasPrefix(run + "/") {
      if let outcome = try? received.record.open(Outcome.self) { tail.enter(outcome) }
    }
  }

  /// Gives idle members copies of what the others will reach last. The first outcome counts, and nothing is lost where it does not work.
  private func copyTail(_ tail: inout Tail, _ ledger: RunLedger, _ manifest: Manifest, log: Log) throws {
    let time = Double(Timestamp.now.milliseconds) / 1000
    guard tail.hasFreeSlots(at: time) else { return }
    do {
      let reader = RunReader(transport, topics)
      let unfinished = try reader.unfinishedJobs()
      guard unfinished.count > 0, tail.isNear(unfinished: unfinished.count, at: time) else { return }
      var queue: [Int32: [String]] = [:]
      try reader.readAll(topics.jobs, from: unfinished.starts) { queue[$0.place.partition, default: []].append($0.record.key) }
      let copies = tail.copies(of: run, queue: queue, waiting: Set(ledger.waiting), at: time)
      for (neuron, partition) in copies {
        guard let place = submission.description.neurons.firstIndex(where: { $0.id == neuron }) else { continue }
        try transport.publish([jobRecord(of: place, manifest: manifest)], to: topics.jobs, partition: partition)
      }
      if !copies.isEmpty { log.info("idle workers are given copies of the last jobs", ["jobs": String(copies.count)]) }
    } catch let error as QueueError where error.isRetriable {}
  }
}
