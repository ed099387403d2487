import Formats
import Testing

@testable import Messages

/// What is written of hosts, clocks and errors is brought within its bounds, so that it can be written at all.
@Suite struct HeldTests {
  /// Texts and numbers as no one should have them.
  private static let texts = [
    "", "\u{0}\u{1b}[31m", String(repeating: "é", count: 5000), "a\u{2028}b", "e" + String(repeating: "\u{301}", count: 10_000), "ok",
  ]
  private static let numbers = [Double.nan, .infinity, -.infinity, -3600, 0, 1e300]

  @Test(arguments: texts, numbers)
  func everyOutcomeCanBeWritten(text: String, number: Double) throws {
    var outcome = Examples.death
    outcome.error = FailureReport(class: .permanent, code: text, message: text)
    outcome.worker = text
    outcome.seconds = number
    outcome.offset = number.isNaN ? .max : -5
    outcome.partition = -1
    for limit in [FailureReport.messageLimit, FailureReport.briefLimit] {
      let held = outcome.held(toMessageOf: limit)
      #expect(try Outcome(decoding: held.encoded()) == held)
      #expect(held.error?.message.utf8.count ?? 0 <= limit)
    }
    #expect(Examples.outcome.held() == Examples.outcome && Examples.death.held() == Examples.death, "what is sound stays as it is")
  }

  @Test(arguments: texts, numbers)
  func everyWorkerStateCanBeWritten(text: String, number: Double) throws {
    var state = Examples.hinderedWorker
    (state.worker, state.host, state.version, state.reason) = (text, text, text, text)
    state.slots = number.isNaN ? .max : -1
    state.time = number
    state.running = [.init(run: text, neuron: text, since: number, seconds: number), .init(run: "r", neuron: "n", since: 5, seconds: 1)]
    state.partitions = [-1, 3]
    let held = state.held()
    #expect(try WorkerState(decoding: held.encoded()) == held)
    #expect(held.running.count == 2 && held.running[1].run == "r")
    #expect(Examples.worker.held() == Examples.worker && Examples.hinderedWorker.held() == Examples.hinderedWorker)
  }

  @Test(arguments: texts, DeadLetter.Form.allCases)
  func everyLetterCanBeWritten(text: String, form: DeadLetter.Form) throws {
    var letter = Examples.letter
    letter.error = FailureReport(class: .crashed, code: text, message: text)
    (letter.worker, letter.workerVersion, letter.origin.topic) = (text, text, text)
    (letter.attempt, letter.maximumAttempts, letter.origin.offset, letter.origin.partition) = (-1, .max, -7, -7)
    letter.firstFailedAt = Timestamp(milliseconds: .max)
    letter.original = Record(key: text, value: nil, headers: [MessageHeader("h", [0xFF])])
    let held = letter.held(to: form)
    let record = try held.sealed()
    #expect(record.value != nil, "a letter without a value would be a tombstone")
    var opened = try DeadLetter(opening: record)
    // What had no value has an empty one in its letter.
    opened.original.value = held.original.value
    #expect(opened == held)
  }

  @Test func aLetterIsSmallerFromFormToForm() throws {
    var letter = Examples.letter
    letter.error.message = String(repeating: "m", count: 4000)
    letter.original = Record(
      key: String(repeating: "k", count: 1000), value: [UInt8](repeating: 1, count: 50_000),
      headers: [MessageHeader("h", [UInt8](repeating: 2, count: 10_000))])
    let sizes = try DeadLetter.Form.allCases.map { form in
      let record = try letter.held(to: form).sealed()
      return record.key.utf8.count + (record.value?.count ?? 0) + record.headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.count }
    }
    #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 > $1 } && sizes[3] < 1500, "\(sizes)")
    let bare = try DeadLetter(opening: letter.held(to: .bare).sealed())
    #expect(bare.omission == .init(bytes: 50_000, sha256: Digest.sha256([UInt8](repeating: 1, count: 50_000)), headers: 1))
    #expect(bare.original.headers == [] && bare.original.value == [])
    #expect(bare.origin == letter.origin)
  }

  @Test(
    arguments: [
      ("abc", 3, "abc"), ("abcd", 3, "abc"), ("abcdefgh", 7, "abcd…"), ("ééééé", 9, "ééé…"), ("", 5, ""),
      ("e" + String(repeating: "\u{301}", count: 10), 7, "e\u{301}…"),
    ])
  func aTextIsCutBetweenCharacters(text: String, bytes: Int, expected: String) {
    #expect(Array(text.shortened(to: bytes).unicodeScalars) == Array(expected.unicodeScalars))
  }

  @Test func aSourceIsAReferenceWhateverTheName() throws {
    #expect(CloudEvent.source("worker", "host-17") == "konomi/worker/host-17")
    #expect(CloudEvent.source("worker", "hö %\n") == "konomi/worker/h%C3%B6%20%25%0A")
    for text in Self.texts {
      _ = try Record(
        sealing: Examples.outcome, key: "v4-190923.s7/cell 3/é", source: CloudEvent.source("worker", text), time: Examples.time)
    }
  }
}
