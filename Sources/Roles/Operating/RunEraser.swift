import Messages
import Queue

/// Takes what is known of a run out of the queue: its manifest, its state, its outcomes and the dead letters that stand. Its results, stimuli and jobs go with their topics' retention.
public struct RunEraser {
  /// What was taken out.
  public struct Erasure: Codable, Sendable, Equatable {
    public var run: String
    /// Whether there was a manifest.
    public var manifest: Bool
    public var outcomes: Int
    public var deadLetters: Int
    /// Neurons whose jobs had not ended. Their run stays cancelled, so that a worker that reaches one of them ends it.
    public var unfinished: Int
  }

  /// Tombstones that are published at once.
  private static let batch = 10_000

  private let transport: any Transport
  private let topics: Topics
  private let source = "konomi/operator"

  public init(transport: any Transport, topics: Topics) {
    self.transport = transport
    self.topics = topics
  }

  /// Interrupted, it is done again.
  /// - Parameter isForced: also a run of which jobs may still be in the queue.
  /// - Throws: `RolesError(.unknownRun)` where there is nothing of it; `RolesError(.unfinishedRun)`.
  public func forget(_ run: String, isForced: Bool) throws -> Erasure {
    try JobKey.checkRun(run)
    let reader = RunReader(transport, topics)
    let known = try reader.known(run)
    var unfinished = 0
    if let known {
      let ledger = try reader.ledger(of: known.manifest)
      unfinished = ledger.waitingCount
      if !isForced { try Self.checkEnded(run, known.state(ledger), unfinished) }
    }
    let outcomes = try standing(of: run, in: topics.outcomes)
    let letters = try standing(of: run, in: topics.deadLetters)
    if known == nil, outcomes.isEmpty, letters.isEmpty { try reader.checkKnown(run) }
    // Workers end its jobs from here on. The manifest goes last: without it nobody would know what else there was.
    if let known, unfinished > 0 {
      var state = known.followed(by: .cancelled)
      // Its manifest is buried, and still stands where it stood until the topic is cleaned.
      (state.partition, state.offset) = (nil, nil)
      try transport.publish(state, to: topics, source: source)
    }
    try bury(outcomes, in: topics.outcomes)
    try bury(letters, in: topics.deadLetters)
    if unfinished == 0, known != nil { try bury([run], in: topics.states) }
    if known != nil { try bury([run], in: topics.runs) }
    return Erasure(run: run, manifest: known != nil, outcomes: outcomes.count, deadLetters: letters.count, unfinished: unfinished)
  }

  private static func checkEnded(_ run: String, _ state: Manifest.State, _ unfinished: Int) throws {
    guard unfinished > 0 || state == .paused else { return }
    let advice =
      state == .cancelled
      ? "they end when a worker reaches them: wait for that" : "collect what there is and cancel it first (konomi cancel --run \(run))"
    throw RolesError(
      .unfinishedRun, "the run \(run) is \(state.rawValue) and \(unfinished) of its jobs have not ended; \(advice), or say --force")
  }

  /// The keys of a run under which something stands.
  private func standing(of run: String, in topic: String) throws -> [String] {
    var standing = StandingRecords()
    try transport.read(topic, from: .beginning, content: .keys) { if $0.record.key.hasPrefix(run + "/") { standing.enter($0) } }
    return standing.keys.sorted()
  }

  private func bury(_ keys: [String], in topic: String) throws {
    for start in stride(from: 0, to: keys.count, by: Self.batch) {
      let tombstones = keys[start..<min(start + Self.batch, keys.count)].map { Record(key: $0, value: nil) }
      try transport.publish(tombstones, to: topic, partition: nil)
    }
  }
}
