import Formats
import Messages
import Queue
import Testing

@testable import Roles
@testable import Work

/// What an operator is told of a run.
@Suite struct RunStatusTests {
  private func status(_ run: SubmittedRun) throws -> RunStatus { try RunStatus(of: "r", transport: run.transport, topics: run.topics) }

  @Test func aRunThatHasJustBegunHasNothingToComplainOf() throws {
    let status = try status(SubmittedRun())
    #expect((status.state, status.neurons, status.waiting, status.lag) == (.running, 3, 3, 3))
    #expect(
      status.deadByCode == nil && status.cancelled == nil && status.parked == nil && status.differing == nil && status.hindered == nil
        && status.wrongClocks == nil)
  }

  @Test func aRunThatIsOverHasNoRate() throws {
    let clock = MovableClock()
    let run = try SubmittedRun(transport: InMemoryTransport(now: { clock.now }))
    clock.pass(.seconds(1))
    for neuron in run.neurons.dropLast() { try run.succeed(neuron) }
    #expect(try status(run).rate != nil)
    try run.succeed(run.neurons[2])
    let status = try status(run)
    #expect(status.state == .done && status.rate == nil && status.etaSeconds == 0)
  }

  @Test func whatWentWrongIsToldByItsName() throws {
    let run = try SubmittedRun(neurons: 6)
    try run.succeed(run.neurons[0])
    try run.publish(.succeeded, of: run.neurons[0], sha256: Digest.sha256([1]))
    try run.fail(run.neurons[1], code: "crashed")
    try run.fail(run.neurons[2], code: "bad_data")
    try run.fail(run.neurons[3], code: "crashed")
    try run.publish(.cancelled, of: run.neurons[4])
    let control = RunControl(transport: run.transport, topics: run.topics, settling: .zero)
    _ = try control.pause("r")
    _ = try control.resume("r")
    let parked = try run.jobs().first { $0.record.key == "r/\(run.neurons[5])" }!
    try run.transport.publish([parked.record], to: run.topics.parked, partition: nil)
    let worker = WorkerState(
      worker: "w", host: "h", version: "1", methodVersion: 1, slots: 1, running: [], done: 0,
      time: Double(Timestamp.now.milliseconds) / 1000 + 7200, alive: true, condition: .notAuthorised, reason: "No.")
    try run.transport.publish(
      [Record(sealing: worker, key: "w", source: "konomi/worker/w", time: .now)], to: run.topics.workers, partition: nil)
    let status = try status(run)
    #expect((status.done, status.dead, status.cancelled, status.waiting, status.parked) == (1, 3, 1, 1, 1))
    #expect(status.deadByCode == ["crashed": 2, "bad_data": 1])
    #expect(status.differing == [run.neurons[0]])
    #expect(status.hindered == [.init(worker: "w", condition: .notAuthorised, reason: "No.")])
    #expect(status.wrongClocks?.map(\.worker) == ["w"])
    #expect(abs((status.wrongClocks?[0].seconds ?? 0) - 7200) < 60)
  }

  /// Where the jobs of those stand that wait; what somebody took is seen.
  @Test func whoWaitsForWhatIsTold() throws {
    let run = try SubmittedRun(neurons: 4)
    #expect(try status(run).missing == nil)
    let jobs = try run.jobs()
    try run.commitJobs()
    try run.succeed(run.neurons[0])
    func publish(_ neuron: Int, to topic: String) throws {
      try run.transport.publish([jobs.first { $0.record.key == "r/\(run.neurons[neuron])" }!.record], to: topic, partition: nil)
    }
    try run.transport.prepare(
      run.topics.specifications(
        partitions: 1, methodVersion: run.manifest.methodVersion, replicationFactor: 1, minimumInSyncReplicas: 1
      ).filter { $0.name == run.topics.jobs(ofMethodVersion: run.manifest.methodVersion) })
    try publish(1, to: run.topics.retry)
    try publish(2, to: run.topics.jobs(ofMethodVersion: run.manifest.methodVersion))
    let status = try status(run)
    #expect((status.done, status.waiting, status.retrying, status.resting, status.missing) == (1, 3, 1, 1, 1))
  }

  /// Of results a collector may have had them; without stimuli no job can be done.
  @Test func whatRetentionTookIsTold() throws {
    let run = try SubmittedRun()
    try run.succeed(run.neurons[0])
    let before = try status(run)
    #expect(before.resultsGone == nil && before.stimuliGone == nil)
    // As if the topics had been made again: nothing stands there any more.
    try run.publish(.succeeded, of: run.neurons[1], at: Place(partition: 1, offset: 99))
    var manifest = run.manifest
    manifest.stimuli.offsets = [99]
    try run.transport.publish(manifest, RunState(run: "r", state: .running), to: run.topics, source: "konomi/coordinator")
    let after = try status(run)
    #expect(after.resultsGone == 1 && after.stimuliGone == true)
  }

  /// No job's value is read for a count, and what is put aside only of a run that was paused.
  @Test func itReadsNoMoreThanItShows() throws {
    let transport = GuardedTransport(InMemoryTransport())
    let run = try SubmittedRun(neurons: 4, transport: transport)
    try run.succeed(run.neurons[0])
    transport.forgetReadings()
    _ = try status(run)
    let whole = transport.readings.filter { $0.content == .whole }
    #expect(whole.map(\.topic).sorted() == [run.topics.outcomes, run.topics.places, run.topics.runs, run.topics.states])
    #expect(whole.map(\.records) == [1, 1, 1, 1])
    #expect(!transport.readings.contains { [run.topics.jobs, run.topics.retry, run.topics.parked, run.topics.results].contains($0.topic) })
  }

  /// A submission asks which jobs are in the queue: where they were published says it, and of those that rest, their keys.
  @Test func jobsAreLookedForWithoutReadingThem() throws {
    let transport = GuardedTransport(InMemoryTransport())
    let run = try SubmittedRun(neurons: 4, transport: transport)
    let known = try RunReader(transport, run.topics).submitted("r")
    transport.forgetReadings()
    #expect(try RunReader(transport, run.topics).standingJobs(of: known).all == Set(run.neurons))
    #expect(transport.readings.filter { $0.topic != run.topics.places }.allSatisfy { $0.content == .keys })
    #expect(!transport.readings.contains { $0.topic == run.topics.jobs })
  }
}
