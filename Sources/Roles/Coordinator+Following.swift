import Messages
import Queue
import Telemetry

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
    var manifest = manifest
    let runs = RunReader(transport, topics)
    var offsets: [TopicPartition: Int64] = [:]
    for (topic, starts) in [
      (topics.outcomes, try runs.starts(of: "outcomes", manifest)), (topics.runs, try transport.watermarks(of: topics.runs).map(\.start)),
    ] {
      for (partition, start) in starts.enumerated() { offsets[TopicPartition(topic: topic, partition: Int32(partition))] = start }
    }
    let reader = PatientReader(try transport.reader(from: offsets), log: log)
    defer { reader.close() }
    var stranded = StrandedJobs(runs, run: run, log: log)
    while !ledger.isOver {
      if stop.isRequested { return .stopped }
      if let received = try reader.next(timeout: .milliseconds(200)) {
        RunReader.enter(received, in: &ledger)
        if received.record.key.hasPrefix(run + "/") { stranded.noteSign() }
        if received.place.topic == topics.runs, received.record.key == run, let envelope = received.record.envelope {
          let last = try envelope.open(Manifest.self)
          if last.state != manifest.state { log.info("the run is \(last.state.rawValue)", ["run": run]) }
          manifest = last
        }
      }
      if manifest.state == .running, !reader.isCutOff { try stranded.look() }
      progress(RunProgress(done: ledger.done, dead: ledger.dead, total: manifest.neurons.count))
      // What stands before it in the topic is past: only the last manifest counts.
      if manifest.state == .cancelled, try reader.isAtEnd() { return .cancelled }
    }
    if manifest.state == .cancelled { return .cancelled }
    try close(manifest)
    return .over
  }
}
