import Messages
import Queue
import Telemetry
import TestSupport
import Testing

@testable import Roles
@testable import Work

@Suite struct ControlTests {
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
    #expect(try run.control.pause("r") == .init(run: "r", was: .running, state: .paused, unparked: 0))
    #expect(try run.control.pause("r") == .init(run: "r", was: .paused, state: .paused, unparked: 0))
    // The queue's jobs are parked twice, as by a worker that dies between parking and committing.
    for _ in 0..<2 { try park(run) }
    #expect(try run.control.resume("r") == .init(run: "r", was: .paused, state: .running, unparked: 3))
    #expect(try run.control.resume("r") == .init(run: "r", was: .running, state: .running, unparked: 0))
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
    _ = try run.control.pause("r")
    try park(run)
    #expect(try run.control.cancel("r") == .init(run: "r", was: .paused, state: .cancelled, unparked: 3))
    #expect(
      thrown(RolesError.self) { try run.control.resume("r") }?.description
        == "the run r is cancelled, and there is no way to resume it: submit it again to go on with it")
    #expect(thrown(RolesError.self) { try run.control.pause("r") }?.code == .endedRun)
    #expect(thrown(RolesError.self) { try run.control.pause("other") }?.code == .unknownRun)
  }

  @Test func aRunThatIsOverThoughNobodyFollowedItIsNotPaused() throws {
    let run = try SubmittedRun()
    for neuron in run.neurons { try run.succeed(neuron) }
    #expect(thrown(RolesError.self) { try run.control.pause("r") }?.code == .endedRun)
    #expect(thrown(RolesError.self) { try run.control.cancel("r") }?.description == "the run r is done: there is nothing left to cancel")
    #expect(try RunReader(run.transport, run.topics).submitted("r").state == .running)
  }

  @Test func aCoordinatorThatFollowsHearsOfTheCancellation() throws {
    let run = try SubmittedRun()
    let coordinator = try Coordinator(transport: run.transport, topics: run.topics, run: "r", submission: run.submission)
    try run.succeed(run.neurons[0])
    _ = try run.control.cancel("r")
    #expect(try coordinator.follow(run.manifest, log: TinyRun.quiet, stop: StopSignal()) { _ in } == .cancelled)
    #expect(try RunReader(run.transport, run.topics).submitted("r").state == .cancelled)
  }

  @Test func aCancelledRunThatIsSubmittedAgainGoesOn() throws {
    let run = try SubmittedRun()
    try run.succeed(run.neurons[0])
    _ = try run.control.cancel("r")
    for neuron in run.neurons[1...] { try run.publish(.cancelled, of: neuron) }
    try run.commitJobs()
    let coordinator = try Coordinator(transport: run.transport, topics: run.topics, run: "r", submission: run.submission)
    _ = try coordinator.submit()
    #expect(try RunReader(run.transport, run.topics).submitted("r").state == .running)
    #expect(try run.jobs().count == 5)
    let ledger = try RunReader(run.transport, run.topics).ledger(of: run.manifest)
    #expect(ledger.waiting == Array(run.neurons[1...]) && ledger.cancelled == 0)
  }

  /// A worker that was cut off parks jobs although the run was resumed long ago.
  @Test func jobsThatWereParkedLateComeBack() throws {
    let run = try SubmittedRun()
    let parked = try run.jobs()
    _ = try run.control.pause("r")
    _ = try run.control.resume("r")
    try run.commitJobs()
    try park(run)
    let coordinator = try Coordinator(transport: run.transport, topics: run.topics, run: "r", submission: run.submission)
    _ = try coordinator.submit()
    #expect(try run.jobs().map(\.record.key).sorted() == (parked + parked).map(\.record.key).sorted())
    #expect(try RunReader(run.transport, run.topics).parkedNeurons(of: "r", since: 0) == [])
  }

  /// Of 20,000 neurons a manifest is megabytes; and each worker would read every one of them.
  @Test func whoPausesSaysSoInAFewBytes() throws {
    let run = try SubmittedRun()
    let manifests = try run.transport.endOffsets(of: run.topics.runs)
    _ = try run.control.pause("r")
    _ = try run.control.resume("r")
    _ = try run.control.cancel("r")
    #expect(try run.transport.endOffsets(of: run.topics.runs) == manifests)
    let states = try run.records(of: run.topics.states)
    #expect(try states.map { try $0.record.open(RunState.self).state } == [.running, .paused, .running, .cancelled])
    #expect(states.allSatisfy { $0.record.batchBytes < 1000 })
  }

  /// Jobs are large: without a pause there is nothing to look for among those that were put aside.
  @Test func aRunThatWasNeverPausedIsResumedAndCancelledWithoutALookAtTheParkedTopic() throws {
    let run = try SubmittedRun()
    let guarded = GuardedTransport(run.transport)
    guarded.refuseToRead(run.topics.parked)
    let control = RunControl(transport: guarded, topics: run.topics, settling: .seconds(3600))
    #expect(try control.resume("r") == .init(run: "r", was: .running, state: .running, unparked: 0))
    #expect(try control.cancel("r") == .init(run: "r", was: .running, state: .cancelled, unparked: 0))
    _ = try Coordinator(transport: guarded, topics: run.topics, run: "r", submission: run.submission).submit()
    _ = try run.control.pause("r")
    try park(run)
    #expect(throws: QueueError.self) { try control.resume("r") }
  }

  /// The manifests of other runs stand beside it.
  @Test func aManifestIsReadWhereItStandsAndNoOther() throws {
    let run = try SubmittedRun()
    for _ in 0..<3 { try run.transport.publish([Record(key: "other", value: [1])], to: run.topics.runs, partition: nil) }
    let known = try #require(try RunReader(run.transport, run.topics).known("r"))
    let said = try #require(known.said?.state)
    #expect((said.partition, said.offset) == (0, 0))
    #expect(known.manifest == run.manifest && known.state == .running && known.pausedAt == nil)
    // What stands there may have been compacted away: then it is looked for.
    try run.transport.publish(RunState(run: "r", state: .paused, partition: 0, offset: 2), to: run.topics, source: "konomi/test")
    #expect(try RunReader(run.transport, run.topics).known("r")?.manifest == run.manifest)
  }

  /// Older programs say a run's state by its manifest.
  @Test func aRunOfAnOlderProgramHasTheStateOfItsManifest() throws {
    let run = try SubmittedRun()
    try run.transport.publish([Record(key: "r", value: nil)], to: run.topics.states, partition: nil)
    var manifest = run.manifest
    manifest.state = .paused
    try run.transport.publish(
      [Record(sealing: manifest, key: "r", source: "konomi/operator", time: .now)], to: run.topics.runs, partition: nil)
    try park(run)
    #expect(try run.control.resume("r") == .init(run: "r", was: .paused, state: .running, unparked: 3))
    #expect(try RunReader(run.transport, run.topics).submitted("r").state == .running)
  }
}
