import Messages
import Testing

@testable import Queue

@Suite struct RunLedgerTests {
  @Test func aRunIsOverWhenEveryNeuronHasAnOutcome() {
    var ledger = RunLedger(run: "r", neurons: ["a", "b", "c"])
    #expect(ledger.enter(outcome("b", .succeeded), at: second(0)) == .accepted)
    #expect(ledger.waiting == ["a", "c"])
    #expect(ledger.enter(outcome("a", .dead), at: second(0)) == .accepted)
    #expect(!ledger.isOver)
    #expect(ledger.enter(outcome("c", .succeeded), at: second(0)) == .accepted)
    #expect(ledger.isOver)
    #expect((ledger.done, ledger.dead, ledger.waitingCount) == (2, 1, 0))
    #expect(ledger.deadNeurons == ["a"])
  }

  @Test(arguments: [
    (["s1", "s1"], "accepted duplicate", 1, 0),
    (["s1", "s2"], "accepted differing", 1, 0),
    (["d", "d"], "accepted duplicate", 0, 1),
    (["d", "s1"], "accepted accepted", 1, 0),
    (["s1", "d"], "accepted duplicate", 1, 0),
    (["c", "c"], "accepted duplicate", 0, 0),
    (["c", "s1"], "accepted accepted", 1, 0),
    (["s1", "c"], "accepted duplicate", 1, 0),
    (["d", "c"], "accepted duplicate", 0, 1),
    (["d", "s1", "d", "s1"], "accepted accepted duplicate duplicate", 1, 0),
  ])
  func secondOutcomes(of sequence: [String], entries: String, done: Int, dead: Int) {
    var ledger = RunLedger(run: "r", neurons: ["a"])
    let found = sequence.map { step in
      switch ledger.enter(outcome("a", ["d": .dead, "c": .cancelled][step] ?? .succeeded, sha256: step), at: second(0)) {
      case .accepted: "accepted"
      case .duplicate: "duplicate"
      case .differing: "differing"
      case .foreign: "foreign"
      }
    }
    #expect(found.joined(separator: " ") == entries)
    #expect((ledger.done, ledger.dead, ledger.cancelled) == (done, dead, 1 - done - dead))
  }

  @Test func outcomesOfOthersAreNotEntered() {
    var ledger = RunLedger(run: "r", neurons: ["a"])
    var other = outcome("a", .succeeded)
    other.run = "another"
    #expect(ledger.enter(other, at: second(0)) == .foreign)
    #expect(ledger.enter(outcome("unknown", .succeeded), at: second(0)) == .foreign)
    #expect(ledger.waitingCount == 1)
  }

  @Test func rateAndRemainingTimeComeFromTheOutcomesOfTheLastMinutes() {
    var ledger = RunLedger(run: "r", neurons: (0..<100).map { "n\($0)" })
    #expect(ledger.rate(at: second(50), since: second(0)) == nil)
    for index in 0..<20 { ledger.enter(outcome("n\(index)", .succeeded), at: second(10 * (index + 1))) }
    #expect(ledger.rate(at: second(200), since: second(0)) == 0.1)
    #expect(ledger.remainingSeconds(at: second(200), since: second(0)) == 800)
    #expect(ledger.rate(at: second(200), since: second(0), over: .seconds(50)) == 0.1)
    #expect(ledger.rate(at: second(1000), since: second(0), over: .seconds(600)) == nil, "nothing lately")
  }

  @Test func outcomesReadOutOfOrderGiveTheSameRate() {
    var ledger = RunLedger(run: "r", neurons: ["a", "b", "c", "d"])
    for (neuron, second) in [("a", 30), ("b", 10), ("c", 20)] { ledger.enter(outcome(neuron, .succeeded), at: self.second(second)) }
    #expect(ledger.rate(at: second(30), since: second(0), over: .seconds(15)) == 2.0 / 15)
    #expect(ledger.remainingSeconds(at: second(30), since: second(0)) == 10)
  }

  private func second(_ count: Int) -> Timestamp { Timestamp(milliseconds: Int64(1000 * count)) }

  private func outcome(_ neuron: String, _ state: Outcome.State, sha256: String = "s1") -> Outcome {
    Outcome(
      run: "r", neuron: neuron, state: state, partition: 0, offset: 0, sha256: state == .succeeded ? sha256 : nil,
      error: state == .dead ? FailureReport(class: .permanent, code: "bad", message: "Bad data.") : nil, worker: "w", seconds: 1)
  }
}
