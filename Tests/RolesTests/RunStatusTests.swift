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
      status.deadByCode == nil && status.cancelled == nil && status.parked == nil && status.differing == nil && status.hindered == nil)
  }

  @Test func aRunThatIsOverHasNoRate() throws {
    let run = try SubmittedRun()
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
      time: Double(Timestamp.now.milliseconds) / 1000, alive: true, condition: .notAuthorised, reason: "No.")
    try run.transport.publish(
      [Record(sealing: worker, key: "w", source: "konomi/worker/w", time: .now)], to: run.topics.workers, partition: nil)
    let status = try status(run)
    #expect((status.done, status.dead, status.cancelled, status.waiting, status.parked) == (1, 3, 1, 1, 1))
    #expect(status.deadByCode == ["crashed": 2, "bad_data": 1])
    #expect(status.differing == [run.neurons[0]])
    #expect(status.hindered == [.init(worker: "w", condition: .notAuthorised, reason: "No.")])
  }
}
