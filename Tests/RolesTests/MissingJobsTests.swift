import Foundation
import Messages
import Queue
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Roles
@testable import Work

/// Neurons that wait for an outcome that nobody will give.
@Suite struct MissingJobsTests {
  @Test func aNeuronIsMissingOnceItWasMissedTwice() {
    let start = ContinuousClock.now
    var missing = MissingJobs(quiet: .seconds(10))
    missing.noteSign(at: start)
    #expect(!missing.isDue(at: start + .seconds(9)) && missing.isDue(at: start + .seconds(10)))
    #expect(missing.look(waiting: ["a", "b", "c"], queued: ["a"], at: start + .seconds(10)) == [])
    #expect(!missing.isDue(at: start + .seconds(19)))
    #expect(missing.look(waiting: ["a", "b"], queued: ["a"], at: start + .seconds(20)) == ["b"])
    #expect(missing.look(waiting: ["a", "b"], queued: ["a", "b"], at: start + .seconds(40)) == [])
  }

  @Test func whereNothingIsMissingTheLooksBecomeRare() {
    let start = ContinuousClock.now
    var missing = MissingJobs(quiet: .seconds(10))
    var time = start
    var looks: [Duration] = []
    while looks.count < 6 {
      time += .seconds(1)
      guard missing.isDue(at: time) else { continue }
      looks.append(time - start)
      _ = missing.look(waiting: ["a"], queued: ["a"], at: time)
    }
    #expect(looks[5] - looks[4] > .seconds(60))
    missing.noteSign(at: time)
    #expect(missing.isDue(at: time + .seconds(11)))
  }

  /// Jobs that somebody committed by hand, or that retention took.
  @Test func aCoordinatorThatFollowsPublishesThemAgain() async throws {
    try await blocking {
      let run = try SubmittedRun()
      try run.commitJobs()
      var coordinator = try Coordinator(transport: run.transport, topics: run.topics, run: "r", submission: run.submission)
      coordinator.quiet = .milliseconds(50)
      let stop = StopSignal()
      let lines = Mutex<[String]>([])
      let log = Log("test", sink: LogSink { line in lines.withLock { $0.append(line) } })
      let deadline = ContinuousClock.now + .seconds(60)
      let end = try coordinator.follow(run.manifest, log: log, stop: stop) { _ in
        if ContinuousClock.now > deadline { stop.request() }
        if let jobs = try? run.jobs(), jobs.count == 6 {
          for neuron in run.neurons where (try? run.succeed(neuron)) == nil { stop.request() }
        }
      }
      #expect(end == .over)
      #expect(try Set(run.jobs().map(\.record.key)).count == 3)
      #expect(lines.withLock { $0.contains { $0.contains("published again") && $0.contains("jobs=3") } })
    }
  }
}
