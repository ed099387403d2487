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

  /// Follows a run whose coordinator is soon impatient, until it ends or a minute has passed.
  private func follow(_ run: SubmittedRun, _ progress: (StopSignal) -> Void) throws -> (end: Coordinator.End, log: [String]) {
    var coordinator = try Coordinator(transport: run.transport, topics: run.topics, run: "r", submission: run.submission)
    coordinator.quiet = .milliseconds(50)
    let stop = StopSignal()
    let lines = Mutex<[String]>([])
    let log = Log("test", sink: LogSink { line in lines.withLock { $0.append(line) } })
    let deadline = ContinuousClock.now + .seconds(60)
    let end = try coordinator.follow(run.manifest, log: log, stop: stop) { _ in
      if .now > deadline { stop.request() }
      progress(stop)
    }
    return (end, lines.withLock { $0 })
  }

  /// Jobs that somebody committed by hand, or that retention took.
  @Test func aCoordinatorThatFollowsPublishesThemAgain() async throws {
    try await blocking {
      let run = try SubmittedRun()
      try run.commitJobs()
      let (end, log) = try follow(run) { stop in
        if let jobs = try? run.jobs(), jobs.count == 6 {
          for neuron in run.neurons where (try? run.succeed(neuron)) == nil { stop.request() }
        }
      }
      #expect(end == .over)
      #expect(try Set(run.jobs().map(\.record.key)).count == 3)
      #expect(log.contains { $0.contains("published again") && $0.contains("jobs=3") })
    }
  }

  /// Stimuli that retention took: the jobs that ended without them are done again, though every neuron had an outcome.
  @Test func aCoordinatorThatFollowsPublishesLostStimuliAgain() async throws {
    try await blocking {
      let transport = InMemoryTransport()
      let run = try SubmittedRun(transport: transport)
      try transport.remake(run.topics.stimuli)
      try run.commitJobs()
      for neuron in run.neurons[1...] { try run.fail(neuron, code: FailureReport.stimuliAreGone) }
      try run.succeed(run.neurons[0])
      let (end, log) = try follow(run) { stop in
        if let jobs = try? run.jobs(), jobs.count == 5 {
          for neuron in run.neurons[1...] where (try? run.succeed(neuron)) == nil { stop.request() }
        }
      }
      #expect(end == .over)
      #expect(try RunReader(transport, run.topics).hasLostInputs(RunReader(transport, run.topics).submitted("r").manifest) == false)
      #expect(log.contains { $0.contains("stimuli") && $0.contains("jobs=2") }, "\(log)")
      #expect(try DeadLetterBox(transport: transport, topics: run.topics).letters(.init(run: "r")).isEmpty)
    }
  }

  /// Brokers that come back empty, or topics that somebody deleted.
  @Test func aRunThatIsGoneIsNotFollowed() throws {
    let run = try SubmittedRun()
    let coordinator = try Coordinator(transport: InMemoryTransport(), topics: run.topics, run: "r", submission: run.submission)
    let error = thrown(RolesError.self) { try coordinator.follow(run.manifest, log: TinyRun.quiet, stop: StopSignal()) { _ in } }
    #expect(
      error?.description
        == "the run r is no longer on the brokers (The topic konomi.outcomes does not exist): submit it again with the same command")
  }
}
