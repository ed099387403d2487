import Messages
import Queue

/// An operator's hands on the dead letters. A letter stands until another one of its key follows, or a tombstone: then it was requeued or discarded.
public struct DeadLetterBox {
  private let transport: any Transport
  private let topics: Topics
  private let reader: RunReader

  public init(transport: any Transport, topics: Topics) {
    self.transport = transport
    self.topics = topics
    reader = RunReader(transport, topics)
  }

  /// The letters that stand, the oldest failure first.
  /// - Throws: `RolesError(.unknownLetter)` where one is asked for by its id and does not stand.
  public func letters(_ selection: LetterSelection) throws -> [StandingLetter] {
    var standing = StandingRecords()
    var letters: [StandingRecords.Place: StandingLetter] = [:]
    try reader.readAll(topics.deadLetters, from: transport.watermarks(of: topics.deadLetters).map(\.start)) { received in
      standing.enter(received)
      guard let letter = StandingLetter(received), selection.takes(letter) else { return }
      letters[letter.place] = letter
    }
    let found = standing.places.compactMap { letters[$0] }
    if let id = selection.id, found.isEmpty {
      throw RolesError(
        .unknownLetter, "no dead letter \(id) stands in \(topics.deadLetters): konomi dead-letters list tells which do")
    }
    return found.sorted { ($0.lastFailedAt, $0.partition, $0.offset) < ($1.lastFailedAt, $1.partition, $1.offset) }
  }

  /// Puts the letters' jobs into the queue again as first attempts, with the history of their failures in their headers.
  /// - Returns: those that were not, because their neuron has a result already.
  public func requeue(_ letters: [StandingLetter]) throws -> [StandingLetter] {
    let byPlace = Dictionary(uniqueKeysWithValues: letters.map { ($0.place, $0) })
    let ledgers = try ledgers(of: Set(letters.compactMap(\.run)))
    var superfluous: [StandingLetter] = []
    try reader.read(Set(byPlace.keys), of: topics.deadLetters) { received in
      guard let letter = byPlace[.init(partition: received.place.partition, offset: received.offset)] else { return }
      let outcome = letter.run.flatMap { ledgers[$0] }?.outcomes[letter.neuron ?? ""]
      if outcome?.state == .succeeded {
        superfluous.append(letter)
        return
      }
      // The neuron has no outcome again. That is said first: behind the job it might wipe out that one's success.
      if outcome != nil { try transport.publish([Record(key: letter.key, value: nil)], to: topics.outcomes, partition: nil) }
      try transport.publish([received.record], to: topics.jobs, partition: nil)
      try discard(letter)
    }
    return superfluous
  }

  /// The letter no longer stands; its neuron stays without a result.
  public func discard(_ letter: StandingLetter) throws {
    try transport.publish([Record(key: letter.key, value: nil)], to: topics.deadLetters, partition: nil)
  }

  /// The ledgers of those runs that are known.
  private func ledgers(of runs: Set<String>) throws -> [String: RunLedger] {
    var ledgers: [String: RunLedger] = [:]
    for run in runs { if let manifest = try reader.known(run)?.manifest { ledgers[run] = try reader.ledger(of: manifest) } }
    return ledgers
  }
}
