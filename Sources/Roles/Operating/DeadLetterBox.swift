import Messages
import Queue

/// An operator's hands on the dead letters. A letter stands until another one of its key follows, or a tombstone: then it was requeued or discarded.
public struct DeadLetterBox {
  /// Jobs that are moved at once, in bytes.
  private static let room = 16 << 20

  private let transport: any Transport
  private let topics: Topics
  private let reader: RunReader

  public init(transport: any Transport, topics: Topics) {
    self.transport = transport
    self.topics = topics
    reader = RunReader(transport, topics)
  }

  /// The letters that stand, the oldest failure first. The jobs in them are not read, and so their sizes are not known.
  /// - Throws: `RolesError(.unknownLetter)` where one is asked for by its id and does not stand; `RolesError(.unknownRun)` where a run is asked for that nobody submitted.
  public func letters(_ selection: LetterSelection) throws -> [StandingLetter] {
    var standing = StandingRecords()
    var letters: [StandingRecords.Place: StandingLetter] = [:]
    try transport.read(topics.deadLetters, from: .beginning, content: .headers) { received in
      standing.enter(received)
      guard let letter = StandingLetter(received), selection.takes(letter) else { return }
      letters[letter.place] = letter
    }
    let found = standing.places.compactMap { letters[$0] }
    if let id = selection.id, found.isEmpty {
      throw RolesError(
        .unknownLetter, "no dead letter \(id) stands in \(topics.deadLetters): konomi dead-letters list tells which do")
    }
    // A typing error would read as if all were well.
    if let run = selection.run, found.isEmpty { try reader.checkKnown(run) }
    return found.sorted { ($0.lastFailedAt, $0.partition, $0.offset) < ($1.lastFailedAt, $1.partition, $1.offset) }
  }

  /// One letter that stands, with the size of its job.
  /// - Throws: `RolesError(.unknownLetter)`.
  public func letter(_ id: String) throws -> StandingLetter {
    var letter = try letters(LetterSelection(id: id))[0]
    try reader.read([letter.place], of: topics.deadLetters) { letter.bytes = letter.omittedBytes ?? $0.record.value?.count }
    return letter
  }

  /// Letters whose jobs were not put into the queue again.
  public struct NotRequeued: Sendable, Equatable {
    /// Their neuron has a result already.
    public var superfluous: [StandingLetter] = []
    /// They do not hold their job. Their neuron waits for an outcome again: who submits the run again publishes it.
    public var jobless: [StandingLetter] = []

    public init(superfluous: [StandingLetter] = [], jobless: [StandingLetter] = []) {
      self.superfluous = superfluous
      self.jobless = jobless
    }
  }

  /// Puts the letters' jobs into the queue again as first attempts, with the history of their failures in their headers.
  public func requeue(_ letters: [StandingLetter]) throws -> NotRequeued {
    let byPlace = Dictionary(uniqueKeysWithValues: letters.map { ($0.place, $0) })
    let ledgers = try ledgers(of: Set(letters.compactMap(\.run)))
    func outcome(of letter: StandingLetter) -> Outcome? { letter.run.flatMap { ledgers[$0] }?.outcomes[letter.neuron ?? ""] }
    var rest = NotRequeued(superfluous: letters.filter { outcome(of: $0)?.state == .succeeded })
    rest.jobless = letters.filter { $0.omittedBytes != nil && outcome(of: $0)?.state != .succeeded }
    let passedOver = Set((rest.superfluous + rest.jobless).map(\.place))
    try open(rest.jobless.filter { outcome(of: $0) != nil })
    try discard(rest.jobless)
    var publisher = JobPublisher(transport, topics, source: "konomi/operator")
    var batch: (jobs: [Record], letters: [StandingLetter], bytes: Int) = ([], [], 0)
    func move() throws {
      // That is said first: behind the jobs it might wipe out their success.
      try open(batch.letters.filter { outcome(of: $0) != nil })
      try publisher.publish(batch.jobs)
      try discard(batch.letters)
      batch = ([], [], 0)
    }
    try reader.read(Set(byPlace.keys).subtracting(passedOver), of: topics.deadLetters) { received in
      guard let letter = byPlace[.init(partition: received.place.partition, offset: received.offset)] else { return }
      batch.jobs.append(received.record)
      batch.letters.append(letter)
      batch.bytes += received.record.batchBytes
      if batch.bytes >= Self.room || batch.jobs.count == JobPlaces.jobLimit { try move() }
    }
    if !batch.jobs.isEmpty { try move() }
    return rest
  }

  /// The letters' neurons have no outcome again.
  private func open(_ letters: [StandingLetter]) throws {
    guard !letters.isEmpty else { return }
    try transport.publish(letters.map { Record(key: $0.key, value: nil) }, to: topics.outcomes, partition: nil)
  }

  /// The letters no longer stand; their neurons stay without a result.
  public func discard(_ letters: [StandingLetter]) throws {
    guard !letters.isEmpty else { return }
    try transport.publish(letters.map { Record(key: $0.key, value: nil) }, to: topics.deadLetters, partition: nil)
  }

  /// The ledgers of those runs that are known.
  private func ledgers(of runs: Set<String>) throws -> [String: RunLedger] {
    var ledgers: [String: RunLedger] = [:]
    for run in runs { if let manifest = try reader.known(run)?.manifest { ledgers[run] = try reader.ledger(of: manifest) } }
    return ledgers
  }
}
