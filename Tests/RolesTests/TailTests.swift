import Messages
import Queue
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
    var tail = Tail(run: "r", neurons: ["a", "b", "c", "d"])
    for worker in workers { tail.enter(worker, at: Int64(1000 * worker.time)) }
    for (partition, keys) in queue {
      // Behind a few that are committed; of what is another run's nobody may have said where it lies.
      for (place, key) in keys.enumerated() where key != "?" {
        guard let key = try? JobKey(key) else { continue }
        tail.enter(JobPlaces(run: key.run, neurons: [key.neuron], partitions: [partition], offsets: [Int64(3 + place)]))
      }
    }
    let partitions = (0..<4).map { partition in
      Lag.Partition(marks: Watermarks(start: 1, end: Int64(3 + (queue[Int32(partition)] ?? []).count)), recorded: 3)
    }
    for _ in 0..<ended {
      tail.enter(
        Outcome(run: "r", neuron: "x", state: .succeeded, partition: 0, offset: 0, sha256: "", error: nil, worker: "w", seconds: 1))
    }
    return tail.copies(partitions, waiting: waiting, at: 105_000).map { "\(["a", "b", "c", "d"][$0.neuron])>\($0.partition)" }
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

  @Test func whatNobodySpokeOfKeepsItsMemberFromBeingIdleUnlessItIsAtIt() {
    let busy = worker("busy", running: ["a"], partitions: [0])
    let queue: [Int32: [String]] = [0: ["r/a", "r/b"], 1: ["?"]]
    #expect(copies([busy, worker("idle", slots: 2, partitions: [1])], queue) == [])
    // Its one job is not among those that are known: it is the one that lies there.
    #expect(copies([busy, worker("idle", slots: 2, running: ["unknown"], partitions: [1])], queue) == ["b>1"])
  }

  /// A worker's clock, and the coordinator's own, may be wrong by hours: what counts is when the broker heard of it.
  @Test func aWorkersClockIsHeldAgainstItselfOnly() {
    var tail = Tail(run: "r", neurons: ["a", "b"])
    let hours = 7200.0
    tail.enter(worker("busy", running: ["a"], partitions: [0], time: 100 - hours), at: 100_000)
    tail.enter(worker("idle", partitions: [1], time: 100 + hours), at: 100_000)
    tail.enter(JobPlaces(run: "r", neurons: ["a", "b"], partitions: [0, 0], offsets: [0, 1]))
    let lag = [2, 0].map { Lag.Partition(marks: Watermarks(start: 0, end: $0), recorded: nil) }
    #expect(tail.copies(lag, waiting: ["a", "b"], at: 105_000).map(\.neuron) == [1])
  }

  /// At the size of the product, with the jobs' topic out of reach: a look reads no job and takes no time to speak of.
  @Test func aLookAtAQueueOfTwentyThousandReadsNoJob() throws {
    let neurons = (0..<20_000).map { "n\($0)" }
    var tail = Tail(run: "r", neurons: neurons)
    for start in stride(from: 0, to: neurons.count, by: JobPlaces.jobLimit) {
      let batch = start..<start + JobPlaces.jobLimit
      tail.enter(
        JobPlaces(
          run: "r", neurons: batch.map { neurons[$0] }, partitions: batch.map { Int32($0 % 64) }, offsets: batch.map { Int64($0 / 64) }))
    }
    let lag = (0..<64).map { partition in
      let end = Int64(neurons.indices.count { $0 % 64 == partition })
      return Lag.Partition(marks: Watermarks(start: 0, end: end), recorded: end - 3)
    }
    tail.enter(worker("busy", partitions: [0]), at: 100_000)
    tail.enter(worker("idle", partitions: []), at: 100_000)
    let waiting = Set(neurons.suffix(192))
    #expect(tail.hasFreeSlots(at: 100_000) && tail.isNear(unfinished: 192, at: 100_000) && !tail.isNear(unfinished: 257, at: 100_000))
    let time = ContinuousClock().measure { #expect(tail.copies(lag, waiting: waiting, at: 100_000).isEmpty, "nobody is idle") }
    #expect(time < .seconds(1))
  }
}
