import Messages
import Queue
import TestSupport
import Testing

@testable import Roles
@testable import Work

/// Old runs are taken out of the queue.
@Suite struct ForgetTests {
  private func eraser(_ run: SubmittedRun) -> RunEraser { RunEraser(transport: run.transport, topics: run.topics) }

  @Test func aRunThatIsOverIsForgottenAndItsIdIsFree() throws {
    let run = try SubmittedRun()
    for neuron in run.neurons.dropLast() { try run.succeed(neuron) }
    try run.fail(run.neurons[2])
    try run.commitJobs()
    #expect(try eraser(run).forget("r", isForced: false) == .init(run: "r", manifest: true, outcomes: 3, deadLetters: 1, unfinished: 0))
    let reader = RunReader(run.transport, run.topics)
    #expect(try reader.known("r") == nil && reader.said(of: "r") == nil)
    #expect(thrown(RolesError.self) { try eraser(run).forget("r", isForced: false) }?.code == .unknownRun)
    #expect(thrown(RolesError.self) { try RunStatus(of: "r", transport: run.transport, topics: run.topics) }?.code == .unknownRun)
    let again = try Coordinator(transport: run.transport, topics: run.topics, run: "r", submission: run.submission).submit()
    #expect(again.published == 3 && again.hasPublishedStimuli)
    #expect(try reader.ledger(of: again.manifest).waiting == run.neurons)
  }

  @Test func aRunWhoseJobsHaveNotEndedIsForgottenOnlyByForceAndStaysCancelled() throws {
    let run = try SubmittedRun()
    try run.succeed(run.neurons[0])
    let error = thrown(RolesError.self) { try eraser(run).forget("r", isForced: false) }
    #expect(error?.code == .unfinishedRun)
    #expect(
      error?.description.contains("2 of its jobs have not ended") == true && error?.description.contains("konomi cancel --run r") == true)
    _ = try RunControl(transport: run.transport, topics: run.topics, settling: .zero).cancel("r")
    #expect(thrown(RolesError.self) { try eraser(run).forget("r", isForced: false) }?.description.contains("wait for that") == true)
    #expect(try eraser(run).forget("r", isForced: true) == .init(run: "r", manifest: true, outcomes: 1, deadLetters: 0, unfinished: 2))
    // Its jobs still stand in the queue: whoever reaches one knows that it is to end.
    #expect(try RunReader(run.transport, run.topics).said(of: "r")?.state.state == .cancelled)
    // What they then say of it can be taken out too.
    try run.publish(.cancelled, of: run.neurons[1])
    #expect(try eraser(run).forget("r", isForced: false) == .init(run: "r", manifest: false, outcomes: 1, deadLetters: 0, unfinished: 0))
  }

  @Test func otherRunsStay() throws {
    let run = try SubmittedRun()
    let other = try TinyRun.submission(seed: 2)
    _ = try Coordinator(transport: run.transport, topics: run.topics, run: "r2", submission: other).submit()
    for neuron in run.neurons { try run.succeed(neuron) }
    _ = try eraser(run).forget("r", isForced: false)
    #expect(try RunReader(run.transport, run.topics).known("r2")?.state == .running)
  }
}
