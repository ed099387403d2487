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

  /// A run, or nil where none of that id was submitted.
  func known(_ run: String) throws -> KnownRun? {
    let said = try said(of: run)
    guard let (manifest, time) = try manifest(of: run, said?.state) else { return nil }
    return KnownRun(manifest: manifest, submittedAt: time, said: said)
  }

  /// A run that somebody submitted.
  /// - Throws: `RolesError(.unknownRun)`.
  func submitted(_ run: String) throws -> KnownRun {
    guard let known = try known(run) else {
      throw RolesError(
        .unknownRun,
        "no run \(run) was submitted under the prefix \(topics.prefix): check --run and --prefix, or submit it with konomi coordinate")
    }
    return known
  }

  /// What was last said of a run's state; nil where nothing was, or the run was forgotten.
  func said(of run: String) throws -> SaidState? {
    var last: SaidState?
    try readAll(topics.states, from: transport.watermarks(of: topics.states).map(\.start)) { received in
      guard received.record.key == run else { return }
      last = received.record.isTombstone ? nil : SaidState(state: try received.record.open(RunState.self), time: received.timestamp)
    }
    return last
  }

  /// The last manifest of a run and when it was written. Manifests are large, and those of other runs stand beside it: it is looked for where its state says that it stands.
  private func manifest(of run: String, _ said: RunState?) throws -> (Manifest, Int64)? {
    var last: (Manifest, Int64)?
    func enter(_ received: ReceivedRecord) throws {
      guard received.record.key == run else { return }
      last = received.record.isTombstone ? nil : (try received.record.open(Manifest.self), received.timestamp)
    }
    if let partition = said?.partition, let offset = said?.offset {
      try read([.init(partition: partition, offset: offset)], of: topics.runs, enter)
      if last != nil { return last }
    }
    try readAll(topics.runs, from: transport.watermarks(of: topics.runs).map(\.start), enter)
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
