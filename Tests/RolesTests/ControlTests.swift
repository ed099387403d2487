import Messages
import Queue
import Telemetry
import TestSupport
import Testing

@testable import Roles
@testable import Work

@Suite struct ControlTests {
  private func control(_ run: SubmittedRun) -> RunControl { RunControl(transport: run.transport, topics: run.topics, settling: .zero) }

  /// As a worker that reads of the pause: every job is parked.
  private func park(_ run: SubmittedRun) throws {
    for received in try run.jobs() {
      let (history, original) = JobHistory.read(received)
      try run.transport.publish(
        [history.copy(of: original, attempt: history.attempt, failedAt: nil)], to: run.topics.parked, partition: nil)
    }
  }

  @Test func aRunIsPausedAndResumed() throws {
    let run = try SubmittedRun()
    #expect(try control(run).pause("r") == .init(run: "r", was: .running, state: .paused, unparked: 0))
    #expect(try control(run).pause("r") == .init(run: "r", was: .paused, state: .paused, unparked: 0))
    // The queue's jobs are parked twice, as by a worker that dies between parking and committing.
    for _ in 0..<2 { try park(run) }
    #expect(try control(run).resume("r") == .init(run: "r", was: .paused, state: .running, unparked: 3))
    #expect(try control(run).resume("r") == .init(run: "r", was: .running, state: .running, unparked: 0))
    let jobs = try run.jobs().map(\.record.key)
    #expect(jobs.count == 6 && Set(jobs).count == 3)
    // Each is its original on its first attempt, from where it stood first.
    for received in try run.jobs() {
      let (history, original) = JobHistory.read(received)
      #expect(history.attempt == 1 && history.origin.topic == run.topics.jobs)
      #expect(original.headers.allSatisfy { !$0.name.hasPrefix("copy.") })
    }
  }

  @Test func aCancelledRunsParkedJobsComeBackToBeEnded() throws {
    let run = try SubmittedRun()
    _ = try control(run).pause("r")
    try park(run)
    #expect(try control(run).cancel("r") == .init(run: "r", was: .paused, state: .cancelled, unparked: 3))
    #expect(thrown(RolesError.self) { try control(run).resume("r") }?.code == .endedRun)
    #expect(thrown(RolesError.self) { try control(run).pause("r") }?.code == .endedRun)
    #expect(thrown(RolesError.self) { try control(run).pause("other") }?.code == .unknownRun)
  }

  @Test func aRunThatIsOverThoughNobodyFollowedItIsNotPaused() throws {
    let run = try SubmittedRun()
    for neuron in run.neurons { try run.succeed(neuron) }
    #expect(thrown(RolesError.self) { try control(run).pause("r") }?.code == .endedRun)
    #expect(thrown(RolesError.self) { try control(run).cancel("r") }?.code == .endedRun)
    #expect(try RunReader(run.transport, run.topics).submitted("r").manifest.state == .running)
  }

  @Test func aCoordinatorThatFollowsHearsOfTheCancellation() throws {
    let run = try SubmittedRun()
    let coordinator = try Coordinator(transport: run.transport, topics: run.topics, run: "r", submission: run.submission)
    try run.succeed(run.neurons[0])
    _ = try control(run).cancel("r")
    #expect(try coordinator.follow(run.manifest, log: TinyRun.quiet, stop: StopSignal()) { _ in } == .cancelled)
    #expect(try RunReader(run.transport, run.topics).submitted("r").manifest.state == .cancelled)
  }

  @Test func aCancelledRunThatIsSubmittedAgainGoesOn() throws {
    let run = try SubmittedRun()
    try run.succeed(run.neurons[0])
    _ = try control(run).cancel("r")
    for neuron in run.neurons[1...] { try run.publish(.cancelled, of: neuron) }
    try run.commitJobs()
    let coordinator = try Coordinator(transport: run.transport, topics: run.topics, run: "r", submission: run.submission)
    #expect(try coordinator.submit().state == .running)
    #expect(try run.jobs().count == 5)
    let ledger = try RunReader(run.transport, run.topics).ledger(of: run.manifest)
    #expect(ledger.waiting == Array(run.neurons[1...]) && ledger.cancelled == 0)
  }

  /// A worker that was cut off parks jobs although the run was resumed long ago.
  @Test func jobsThatWereParkedLateComeBack() throws {
    let run = try SubmittedRun()
    let parked = try run.jobs()
    try run.commitJobs()
    try park(run)
    let coordinator = try Coordinator(transport: run.transport, topics: run.topics, run: "r", submission: run.submission)
    _ = try coordinator.submit()
    #expect(try run.jobs().map(\.record.key).sorted() == (parked + parked).map(\.record.key).sorted())
    #expect(try RunReader(run.transport, run.topics).parkedNeurons(of: "r") == [])
  }
}
