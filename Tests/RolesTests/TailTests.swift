import Messages
import Testing

@testable import Roles
@testable import Work

/// Which jobs an idle member is given a copy of.
@Suite struct TailTests {
  private func worker(_ name: String, slots: Int = 1, running: [String] = [], partitions: [Int32], time: Double = 100, alive: Bool = true)
    -> WorkerState
  {
    WorkerState(
      worker: name, host: "h", version: "1", methodVersion: 1, slots: slots,
      running: running.map { .init(run: "r", neuron: $0, since: 90) },
      done: 0, time: time, alive: alive, partitions: partitions)
  }

  private func copies(_ workers: [WorkerState], _ queue: [Int32: [String]], waiting: Set<String> = ["a", "b", "c", "d"], ended: Int = 0)
    -> [String]
  {
    var tail = Tail()
    for worker in workers { tail.enter(worker) }
    for _ in 0..<ended {
      tail.enter(
        Outcome(run: "r", neuron: "x", state: .succeeded, partition: 0, offset: 0, sha256: "", error: nil, worker: "w", seconds: 1))
    }
    return tail.copies(of: "r", queue: queue, waiting: waiting, at: 105).map { "\($0.neuron)>\($0.partition)" }
  }

  @Test func anIdleMemberIsGivenWhatWaitsBehindMostOthers() {
    let busy = worker("busy", running: ["a"], partitions: [0])
    let queue: [Int32: [String]] = [0: ["r/a", "r/b", "r/c"]]
    #expect(copies([busy, worker("idle", partitions: [1])], queue) == ["c>1"])
    #expect(copies([busy, worker("idle", slots: 3, partitions: [1, 2])], queue) == ["c>1", "b>2"])
    #expect(copies([busy], queue) == [], "nobody is idle")
    // What is done already, or another run's, is nobody's to copy.
    #expect(copies([busy, worker("idle", partitions: [1])], queue, waiting: ["a", "b"]) == ["b>1"])
    #expect(copies([busy, worker("idle", partitions: [1])], [0: ["r/a", "s/b"]]) == [])
  }

  @Test(arguments: [
    (1.0, true, [Int32(1)]), (100, false, [1]), (100, true, []), (100, true, [0]),
  ])
  func whoIsSilentOrGoneOrHasWorkOfItsOwnIsNotIdle(time: Double, alive: Bool, partitions: [Int32]) {
    let queue: [Int32: [String]] = [0: ["r/a", "r/b"]]
    #expect(
      copies([worker("busy", running: ["a"], partitions: [0]), worker("w", partitions: partitions, time: time, alive: alive)], queue) == [])
  }

  @Test func aMemberWhoseJobsAreDoneAndNotCommittedYetIsIdle() {
    let workers = [worker("busy", running: ["a"], partitions: [0]), worker("idle", partitions: [1])]
    #expect(copies(workers, [0: ["r/a", "r/b"], 1: ["r/done"]]) == ["b>1"])
    #expect(copies(workers, [0: ["r/a", "r/b"], 1: ["r/done", "s/x"]]) == [], "another run's job waits for it")
  }

  @Test func theJobsOfOneMemberGoToTheOthersInTurn() {
    let workers = [worker("busy", partitions: [0]), worker("v", partitions: [1]), worker("w", partitions: [2])]
    #expect(copies(workers, [0: ["s/x", "r/a", "r/b", "r/c", "r/d"]]) == ["d>1", "c>2"])
  }

  /// Jobs took a second so far, and this one has been out for 15.
  @Test func aStragglerIsCopiedOnceNothingWaits() {
    let workers = [worker("busy", running: ["a"], partitions: [0]), worker("idle", partitions: [1])]
    #expect(copies(workers, [0: ["r/a"]], ended: 19) == [])
    #expect(copies(workers, [0: ["r/a"]], ended: 20) == ["a>1"])
  }
}
