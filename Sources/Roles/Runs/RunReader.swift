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
    guard let known = try known(run) else { throw unknown(run) }
    return known
  }

  /// Whether the run was submitted, without a look at what it is.
  /// - Throws: `RolesError(.unknownRun)`.
  func checkKnown(_ run: String) throws {
    if try said(of: run) != nil { return }
    var standing = StandingRecords()
    try transport.read(topics.runs, from: .beginning, content: .keys) { if $0.record.key == run { standing.enter($0) } }
    if standing.places.isEmpty { throw unknown(run) }
  }

  private func unknown(_ run: String) -> RolesError {
    RolesError(
      .unknownRun,
      "no run \(run) was submitted under the prefix \(topics.prefix): check --run and --prefix, or submit it with konomi coordinate")
  }

  /// What was last said of a run's state; nil where nothing was, or the run was forgotten.
  func said(of run: String) throws -> SaidState? {
    var last: SaidState?
    try transport.read(topics.states, from: .beginning, content: .whole) { received in
      guard received.record.key == run else { return }
      last = received.record.isTombstone ? nil : SaidState(state: try received.record.open(RunState.self), time: received.timestamp)
    }
    return last
  }

  /// The last manifest of a run and when it was written. Manifests are large, and those of other runs stand beside it: it is looked for where its state says that it stands.
  private func manifest(of run: String, _ said: RunState?) throws -> (Manifest, Int64)? {
    if let partition = said?.partition, let offset = said?.offset,
      let found = try manifest(of: run, at: .init(partition: partition, offset: offset))
    {
      return found
    }
    var place: StandingRecords.Place?
    try transport.read(topics.runs, from: .beginning, content: .keys) { received in
      guard received.record.key == run else { return }
      place = received.record.isTombstone ? nil : .init(partition: received.place.partition, offset: received.offset)
    }
    return try place.flatMap { try manifest(of: run, at: $0) }
  }

  private func manifest(of run: String, at place: StandingRecords.Place) throws -> (Manifest, Int64)? {
    var found: (Manifest, Int64)?
    try read([place], of: topics.runs) { received in
      guard received.record.key == run, !received.record.isTombstone else { return }
      found = (try received.record.open(Manifest.self), received.timestamp)
    }
    return found
  }

  /// The run's outcomes.
  func ledger(of manifest: Manifest) throws -> RunLedger {
    var ledger = RunLedger(manifest: manifest)
    try transport.read(topics.outcomes, from: .offsets(manifest.startOffsets["outcomes"] ?? []), content: .whole) { received in
      Self.enter(received, in: &ledger)
    }
    return ledger
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
      ledger.enter(outcome, at: Timestamp(milliseconds: received.timestamp))
    } else if let neuron = try? JobKey(received.record.key).neuron {
      ledger.reopen(neuron, resultIsGone: received.record.headers.contains(RunLedger.resultIsGone))
    }
  }
}
