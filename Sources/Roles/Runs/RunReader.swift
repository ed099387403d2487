import Messages
import Queue

/// Reads what the topics say of a run, as far as they reach at this moment.
struct RunReader {
  let transport: any Transport
  let topics: Topics

  init(_ transport: any Transport, _ topics: Topics) {
    self.transport = transport
    self.topics = topics
  }

  /// The last manifest of a run and when it was written, or nil where none was submitted.
  func manifest(of run: String) throws -> (manifest: Manifest, time: Duration)? {
    var last: (manifest: Manifest, time: Duration)?
    try readAll(topics.runs, from: transport.watermarks(of: topics.runs).map(\.start)) { received in
      guard received.record.key == run, !received.record.isTombstone else { return }
      last = (try received.record.open(Manifest.self), .milliseconds(received.timestamp))
    }
    return last
  }

  /// The last manifest of a run that somebody submitted, and when it was written.
  /// - Throws: `RolesError(.unknownRun)`.
  func submitted(_ run: String) throws -> (manifest: Manifest, time: Duration) {
    guard let last = try manifest(of: run) else {
      throw RolesError(
        .unknownRun,
        "no run \(run) was submitted under the prefix \(topics.prefix): check --run and --prefix, or submit it with konomi coordinate")
    }
    return last
  }

  /// The run's outcomes.
  func ledger(of manifest: Manifest) throws -> RunLedger {
    var ledger = RunLedger(manifest: manifest)
    try readAll(topics.outcomes, from: starts(of: "outcomes", manifest)) { received in
      Self.enter(received, in: &ledger)
    }
    return ledger
  }

  /// A run's state. Nobody may have followed it to its end: its ledger knows by itself that it is over.
  static func state(of manifest: Manifest, _ ledger: RunLedger) -> Manifest.State {
    manifest.state == .running && ledger.isOver ? .done : manifest.state
  }

  /// What workers of any run last said of themselves, those that spoke within the last 15 s.
  func workers(at now: Timestamp) throws -> [WorkerState] {
    var states: [String: WorkerState] = [:]
    try readAll(topics.workers, from: transport.watermarks(of: topics.workers).map(\.start)) { received in
      if let state = try? received.record.open(WorkerState.self) { states[state.worker] = state }
    }
    return states.values.filter { $0.alive && $0.time > Double(now.milliseconds) / 1000 - 15 }
  }

  /// Where a run's records begin on a topic; partitions that were added since begin at 0.
  func starts(of topic: String, _ manifest: Manifest) throws -> [Int64] {
    let recorded = manifest.startOffsets[topic] ?? []
    return try transport.watermarks(of: topics.name(topic)).enumerated().map { partition, marks in
      max(marks.start, partition < recorded.count ? recorded[partition] : 0)
    }
  }

  /// Enters a record of the outcomes topic. A tombstone opens its neuron again (its dead letter was requeued); what is another run's, or cannot be read, says nothing.
  static func enter(_ received: ReceivedRecord, in ledger: inout RunLedger) {
    guard received.record.key.hasPrefix(ledger.run + "/") else { return }
    if !received.record.isTombstone {
      guard let outcome = try? received.record.open(Outcome.self) else { return }
      ledger.enter(outcome, at: .milliseconds(received.timestamp))
    } else if let neuron = try? JobKey(received.record.key).neuron {
      ledger.reopen(neuron)
    }
  }

  /// Reads a topic up to where it ends now.
  func readAll(_ topic: String, from offsets: [Int64], _ body: (ReceivedRecord) throws -> Void) throws {
    let reader = try transport.reader(of: topic, from: offsets)
    defer { reader.close() }
    while true {
      if let received = try reader.next(timeout: .milliseconds(100)) {
        try body(received)
      } else if try reader.isAtEnd() {
        return
      }
    }
  }
}
