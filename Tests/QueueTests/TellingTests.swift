import Messages
import Testing

@testable import Queue

/// Every ending of a job against every refusal: what is told in its place, and that it always comes to an end.
@Suite struct TellingTests {
  /// The steps of a telling whose broker refuses some of them for good, in words: a refused step with `!`, an alarm in capitals.
  private func steps(_ telling: Telling, refusing refused: (Telling.Step) -> Bool) -> [String] {
    var telling = telling
    var words: [String] = []
    while !telling.isSettled, words.count < 100 {
      let word = Self.word(telling.step)
      if refused(telling.step) {
        let alarm = telling.refuse("No.")
        words.append(word + "!")
        if let alarm { words.append(alarm == .letterDropped ? "LETTER DROPPED" : "OUTCOME DROPPED") }
      } else {
        telling.acknowledge()
        words.append(word)
      }
    }
    return words
  }

  private static func word(_ step: Telling.Step) -> String {
    switch step {
    case .result: "result"
    case .rest: "rest"
    case .copy: "copy"
    case .letter(let form): "\(form) letter"
    case .outcome(let state, let isBrief): (isBrief ? "brief " : "") + state.rawValue
    case .settled: "settled"
    }
  }

  @Test(
    arguments: [
      (.result, "", "result, succeeded"),
      (.result, "result", "result!, whole letter, dead"),
      (.result, "succeeded", "result, succeeded!, brief succeeded"),
      (.result, "succeeded, brief succeeded", "result, succeeded!, brief succeeded!, OUTCOME DROPPED"),
      (.result, "result, whole letter", "result!, whole letter!, brief letter, dead"),
      (.dead, "", "whole letter, dead"),
      (.dead, "whole letter", "whole letter!, brief letter, dead"),
      (.dead, "whole letter, brief letter", "whole letter!, brief letter!, withoutPayload letter, dead"),
      (
        .dead, "whole letter, brief letter, withoutPayload letter",
        "whole letter!, brief letter!, withoutPayload letter!, bare letter, dead"
      ),
      (
        .dead, "whole letter, brief letter, withoutPayload letter, bare letter",
        "whole letter!, brief letter!, withoutPayload letter!, bare letter!, LETTER DROPPED, dead"
      ),
      (.dead, "dead", "whole letter, dead!, brief dead"),
      (.dead, "dead, brief dead", "whole letter, dead!, brief dead!, OUTCOME DROPPED"),
      (.cancelled, "", "cancelled"),
      (.cancelled, "cancelled", "cancelled!, brief cancelled"),
      (.cancelled, "cancelled, brief cancelled", "cancelled!, brief cancelled!, OUTCOME DROPPED"),
      (.moved, "", "copy"),
      (.moved, "copy", "copy!, whole letter, dead"),
      (.moved, "copy, whole letter", "copy!, whole letter!, brief letter, dead"),
      (.superfluous, "", ""),
      (.givenBack, "", "rest"),
      (.givenBack, "rest", "rest!, copy"),
      (.givenBack, "rest, copy", "rest!, copy!, whole letter, dead"),
    ] as [(Telling.Ending, String, String)])
  func whatIsRefusedIsToldInAnotherForm(ending: Telling.Ending, refused: String, expected: String) {
    let refused = Set(refused.split(separator: ", ").map(String.init))
    let failure = FailureReport(class: .permanent, code: "bad_data", message: "flat")
    let found = steps(Telling(ending, failure: ending == .dead ? failure : nil)) { refused.contains(Self.word($0)) }
    #expect(found.joined(separator: ", ") == expected)
  }

  /// All subsets of all steps: whatever is refused, every ending is over in few steps, and nothing is dropped without an alarm.
  @Test(arguments: Telling.Ending.allCases, [true, false])
  func whateverIsRefusedEveryEndingComesToItsEnd(ending: Telling.Ending, hasLedger: Bool) {
    let all =
      ["result", "rest", "copy"] + DeadLetter.Form.allCases.map { "\($0) letter" }
      + ["succeeded", "dead", "cancelled"].flatMap { [$0, "brief \($0)"] }
    for subset in 0..<(1 << all.count) {
      let refused = Set(all.indices.filter { subset >> $0 & 1 == 1 }.map { all[$0] })
      let words = steps(Telling(ending, hasLedger: hasLedger)) { refused.contains(Self.word($0)) }
      guard words.count <= 11 else {
        Issue.record("\(ending) with \(refused.sorted()) refused takes more than 11 steps: \(words)")
        return
      }
      let told = Set(words.filter { !$0.hasSuffix("!") })
      let hasMoved = told.contains("copy") || told.contains("rest")
      let isInLedger = ["succeeded", "dead", "cancelled"].contains { told.contains($0) || told.contains("brief \($0)") }
      #expect(
        hasMoved || isInLedger || !hasLedger || ending == .superfluous || told.contains("OUTCOME DROPPED"),
        "\(ending), \(refused.sorted()): \(words)")
      #expect(
        told.contains("LETTER DROPPED") == words.contains("bare letter!"), "\(ending), \(refused.sorted()): \(words)")
    }
  }

  @Test func theLetterSaysWhyTheCopyOrTheResultDidNotGo() {
    var telling = Telling(.moved, failure: FailureReport(class: .transient, code: "no_memory", message: "Too little."))
    #expect(telling.refuse("The record is too large.") == nil)
    #expect(telling.failure?.code == "copy_too_large" && telling.failure?.class == .permanent)
    #expect(
      telling.failure?.message == "The job cannot go on as a copy: The record is too large. It was to be tried again after: Too little.")
    telling = Telling(.result)
    #expect(telling.refuse(String(repeating: "é", count: 5000)) == nil)
    #expect(telling.failure?.code == "result_too_large")
    #expect(telling.failure?.message.utf8.count ?? 0 <= FailureReport.messageLimit)
  }
}
