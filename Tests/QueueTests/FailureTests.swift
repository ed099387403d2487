import Messages
import Testing

@testable import Queue

/// What becomes of jobs that fail, and of jobs that kill their workers.
@Suite struct FailureTests {
  @Test(
    arguments: [
      (.transient, 1, .retry(attempt: 2)),
      (.transient, 2, .retry(attempt: 3)),
      (.transient, 3, .deadLetter),
      (.transient, 9, .deadLetter),
      (.permanent, 1, .deadLetter),
      (.crashed, 1, .deadLetter),
      (.interrupted, 1, .leave),
      (.interrupted, 3, .leave),
    ] as [(FailureReport.Class, Int, RetryPolicy.Step)])
  func aFailuresClassDecides(failure: FailureReport.Class, attempt: Int, step: RetryPolicy.Step) {
    #expect(RetryPolicy().step(after: failure, attempt: attempt) == step)
  }

  @Test(
    arguments: [(0, .run), (1, .run), (2, .runApart), (5, .runApart), (6, .deadLetter), (1000, .deadLetter)] as [(Int, CrashPolicy.Step)])
  func startsWithoutAnEndDecide(starts: Int, step: CrashPolicy.Step) {
    #expect(CrashPolicy().step(earlierStarts: starts) == step)
  }

  @Test func aCopyRemembersWhereItCameFromAndTheLetterKeepsTheOriginal() throws {
    let original = Record(key: "run/n", value: [1, 2], headers: [MessageHeader("ce_id", Array("1".utf8)), MessageHeader("attempt", [50])])
    let first = JobHistory.read(received(original, topic: "jobs", partition: 3, offset: 17))
    #expect(first.history.attempt == 1)
    #expect(first.original == original)

    let copy = first.history.copy(of: first.original, attempt: 2, failedAt: Timestamp(milliseconds: 5000))
    let second = JobHistory.read(received(copy, topic: "jobs.retry", partition: 0, offset: 4))
    #expect(second.original == original)
    #expect(second.history == JobHistory(attempt: 2, origin: first.history.origin, firstFailedAt: Timestamp(milliseconds: 5000)))

    let again = second.history.copy(of: second.original, attempt: 3, failedAt: Timestamp(milliseconds: 9000))
    let third = JobHistory.read(received(again, topic: "jobs.retry", partition: 1, offset: 0))
    #expect(third.history.firstFailedAt == Timestamp(milliseconds: 5000))

    let error = FailureReport(class: .transient, code: "stimuli_unreadable", message: "The stimuli cannot be read.")
    let letter = third.history.deadLetter(
      of: third.original, error: error, policy: RetryPolicy(), worker: "w", workerVersion: "1", at: Timestamp(milliseconds: 12000))
    let opened = try DeadLetter(opening: letter.sealed())
    #expect(opened.original.headers.map(\.name) == ["ce_id", "attempt"])
    #expect(opened.original.value == [1, 2])
    #expect((opened.origin.topic, opened.origin.partition, opened.origin.offset) == ("jobs", 3, 17))
    #expect((opened.attempt, opened.maximumAttempts) == (3, 3))
    #expect((opened.firstFailedAt.milliseconds, opened.lastFailedAt.milliseconds) == (5000, 12000))
  }

  @Test(arguments: ["0", "-1", "x", "99999999999999999999"])
  func damagedHistoryIsAnOriginalOnItsFirstAttempt(attempt: String) {
    let origin = DeadLetter.Origin(topic: "jobs", partition: 0, offset: 0, timestamp: Timestamp(milliseconds: 0))
    var copy = JobHistory(attempt: 1, origin: origin, firstFailedAt: nil).copy(of: Record(key: "k", value: []), attempt: 2, failedAt: nil)
    copy.headers[0].value = Array(attempt.utf8)
    let (history, original) = JobHistory.read(received(copy, topic: "jobs.retry", partition: 2, offset: 9))
    #expect(history.attempt == 1)
    #expect(history.origin.offset == 9)
    #expect(original == copy)
  }

  /// Anybody may write to the topics: what a worker believes of a history, its letters and outcomes must be able to say.
  @Test(
    arguments: [
      (0, "1001"), (0, "9223372036854775807"), (1, ""), (1, "a/b"), (1, ".."), (1, "jobs\u{7}"), (1, String(repeating: "t", count: 250)),
      (2, "-1"), (2, "2147483648"), (3, "9007199254740992"), (3, "-1"), (4, "1969-12-31T23:59:59.999Z"), (4, "0001-01-01T00:00:00Z"),
      (4, "10000-01-01T00:00:00Z"), (5, "1969-12-31T00:00:00Z"), (5, "yesterday"), (5, String(repeating: "2", count: 1_000_000)),
    ] as [(Int, String)])
  func aHistoryOutOfItsBoundsIsNotBelieved(header: Int, text: String) throws {
    let origin = DeadLetter.Origin(topic: "jobs", partition: 0, offset: 0, timestamp: Timestamp(milliseconds: 0))
    var copy = JobHistory(attempt: 1, origin: origin, firstFailedAt: nil).copy(of: Record(key: "k", value: []), attempt: 2, failedAt: nil)
    copy.headers[header].value = Array(text.utf8)
    let (history, original) = JobHistory.read(received(copy, topic: "jobs.retry", partition: 2, offset: 9))
    #expect(history.attempt == 1 && history.origin.topic == "jobs.retry" && original == copy)
  }

  @Test func aCopyOfARecordWithoutATimeIsReadAgain() {
    let record = Record(key: "k", value: [1])
    let first = JobHistory.read(
      ReceivedRecord(place: TopicPartition(topic: "jobs", partition: 0), offset: 3, timestamp: -1, record: record))
    let copy = first.history.copy(of: first.original, attempt: 2, failedAt: Timestamp(milliseconds: -5))
    let second = JobHistory.read(received(copy, topic: "jobs.retry", partition: 0, offset: 0))
    #expect(second.history.attempt == 2 && second.history.origin.offset == 3 && second.original == record)
  }

  /// One host's clock is an hour ahead of another's: the letter says so as well as it can, and can be written.
  @Test func aLetterWhoseFirstFailureLiesAheadCanBeWritten() throws {
    let origin = DeadLetter.Origin(topic: "jobs", partition: 0, offset: 0, timestamp: Timestamp(milliseconds: 0))
    let history = JobHistory(attempt: 3, origin: origin, firstFailedAt: Timestamp(milliseconds: 7_200_000))
    let letter = history.deadLetter(
      of: Record(key: "r/n", value: [1]), error: FailureReport(class: .transient, code: "deadline", message: "late"), policy: RetryPolicy(),
      worker: "w", workerVersion: "1", at: Timestamp(milliseconds: 3_600_000))
    let opened = try DeadLetter(opening: letter.held(to: .whole).sealed())
    #expect(opened.firstFailedAt == opened.lastFailedAt && opened.firstFailedAt.milliseconds == 7_200_000)
  }

  @Test func noPolicyAllowsMoreAttemptsThanACopyIsBelieved() {
    #expect(RetryPolicy(maximumAttempts: 5000).step(after: .transient, attempt: 1000) == .deadLetter)
    #expect(RetryPolicy(maximumAttempts: -1).step(after: .transient, attempt: 1) == .deadLetter)
  }

  private func received(_ record: Record, topic: String, partition: Int32, offset: Int64) -> ReceivedRecord {
    ReceivedRecord(place: TopicPartition(topic: topic, partition: partition), offset: offset, timestamp: 1000, record: record)
  }
}

@Suite struct StartLedgerTests {
  @Test func startsAreCountedUntilTheJobEnds() {
    var ledger = StartLedger("17:1 20:2")
    #expect(ledger.earlierStarts(20) == 2)
    ledger.start(17)
    ledger.start(18)
    #expect(ledger.metadata(handingOver: false) == "17:2 18:1 20:2")
    #expect(ledger.metadata(handingOver: true) == "17:1 20:2", "a planned stop clears its entries")
    ledger.finish(17)
    ledger.abandon(18)
    #expect(ledger.metadata(handingOver: false) == "20:2")
    #expect(StartLedger(ledger.metadata(handingOver: false)).earlierStarts(20) == 2)
  }

  @Test(arguments: [
    "", " ", "17", "17:", ":1", "17:x", "-1:1", "1:0", "1:1001", "1:1:1", "9:1 x", "{\"1\":2}", "99999999999999999999:1", "\u{0}",
  ])
  func anythingThatIsNoLedgerCountsForNothing(text: String) {
    #expect(StartLedger(text) == StartLedger())
  }

  @Test func theOldestAreLeftOutBeforeTheBrokersLimit() {
    var ledger = StartLedger()
    for offset: Int64 in 1_000_000..<1_001_000 { ledger.start(offset) }
    let text = ledger.metadata(handingOver: false)
    #expect(text.utf8.count <= StartLedger.maximumBytes)
    #expect(text.utf8.count > StartLedger.maximumBytes - 20)
    #expect(text.hasSuffix("1000999:1"))
    #expect(!text.contains("1000000:1"))
  }

  /// Foreign entries, of offsets that never come, must not crowd out what runs here.
  @Test func whatRunsHereIsToldBeforeWhatOthersLeft() {
    var ledger = StartLedger((0..<180).map { "\(9_000_000_000_000_000_000 + $0):1" }.joined(separator: " "))
    for offset: Int64 in 5..<13 { ledger.start(offset) }
    let text = ledger.metadata(handingOver: false)
    #expect(text.utf8.count <= StartLedger.maximumBytes)
    #expect(text.hasPrefix("5:1 6:1 7:1 8:1 9:1 10:1 11:1 12:1 9000000000000000"))
  }

  @Test func aCountStopsWhereAReaderStopsBelievingIt() {
    var ledger = StartLedger("17:1000")
    ledger.start(17)
    #expect(ledger.metadata(handingOver: false) == "17:1000")
  }

  @Test func whatLiesBelowTheCommittedOffsetIsNotCarriedOn() {
    #expect(StartLedger("3:1 4:2 5:3", from: 5) == StartLedger("5:3"))
  }

  @Test func whatIsTooLongForABrokerIsNotRead() {
    #expect(StartLedger(Array(repeating: "1:1", count: 2000).joined(separator: " ")) == StartLedger())
  }
}
