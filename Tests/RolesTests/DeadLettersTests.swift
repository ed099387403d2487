import Messages
import Queue
import TestSupport
import Testing

@testable import Roles
@testable import Work

@Suite struct DeadLettersTests {
  private func box(_ run: SubmittedRun) -> DeadLetterBox { DeadLetterBox(transport: run.transport, topics: run.topics) }

  @Test func lettersAreListedAndChosen() throws {
    let run = try SubmittedRun()
    #expect(try box(run).letters(LetterSelection()) == [])
    try run.fail(run.neurons[0], code: "bad_data")
    try run.fail(run.neurons[1], code: "crashed")
    let letters = try box(run).letters(LetterSelection())
    #expect(Set(letters.map(\.key)) == ["r/\(run.neurons[0])", "r/\(run.neurons[1])"])
    #expect(letters.allSatisfy { $0.run == "r" && $0.attempt == 1 && $0.origin.hasPrefix(run.topics.jobs) && $0.bytes == nil })
    #expect(try box(run).letter(letters[0].id).bytes ?? 0 > 1000)
    #expect(try box(run).letters(LetterSelection(code: "crashed")).map(\.neuron) == [run.neurons[1]])
    // A typing error does not read as if all were well.
    #expect(thrown(RolesError.self) { try box(run).letters(LetterSelection(run: "other")) }?.code == .unknownRun)
    #expect(try box(run).letters(LetterSelection(run: "r", code: "none")) == [])
    #expect(try box(run).letters(LetterSelection(id: letters[1].id)) == [letters[1]])
    #expect(thrown(RolesError.self) { try box(run).letters(LetterSelection(id: "0-99")) }?.code == .unknownLetter)
  }

  @Test func aRequeuedJobIsItsOriginalWithTheHistoryOfItsFailures() throws {
    let run = try SubmittedRun()
    let neuron = run.neurons[0]
    var job = try run.jobs().first { $0.record.key == "r/\(neuron)" }!
    let before = job.record
    var known = Set(try run.jobs())
    for round in 1...2 {
      try run.fail(neuron, code: "failure_\(round)", job: job)
      #expect(try box(run).requeue(box(run).letters(LetterSelection(run: "r"))) == .init())
      #expect(try box(run).letters(LetterSelection()) == [])
      job = try run.jobs().first { !known.contains($0) }!
      known.insert(job)
      let (history, original) = JobHistory.read(job)
      #expect(history.attempt == 1 && original.value == before.value)
      #expect(Array(original.headers.prefix(before.headers.count)) == before.headers)
      let codes = original.headers.filter { $0.name == "error.code" }.compactMap(\.text)
      #expect(codes == (1...round).map { "failure_\($0)" })
      #expect(try original.open(Job.self).document.neuron == neuron)
      #expect(try RunReader(run.transport, run.topics).ledger(of: run.manifest).waiting.contains(neuron))
    }
  }

  @Test func aNeuronThatHasAResultIsPassedOver() throws {
    let run = try SubmittedRun()
    try run.succeed(run.neurons[0])
    try run.fail(run.neurons[0])
    let letters = try box(run).letters(LetterSelection())
    #expect(try box(run).requeue(letters) == .init(superfluous: letters))
    #expect(try run.jobs().count == 3)
    #expect(try RunReader(run.transport, run.topics).ledger(of: run.manifest).done == 1)
  }

  @Test func aDiscardedLetterIsNoLongerListedUntilTheNextOneOfItsKey() throws {
    let run = try SubmittedRun()
    try run.fail(run.neurons[0], code: "first")
    try box(run).discard(box(run).letters(LetterSelection()))
    #expect(try box(run).letters(LetterSelection()) == [])
    #expect(try run.jobs().count == 3)
    try run.fail(run.neurons[0], code: "second")
    #expect(try box(run).letters(LetterSelection()).map(\.code) == ["second"])
  }

  /// Letters hold whole jobs: a list of them costs their headers.
  @Test func aListReadsNoJobs() throws {
    let run = try SubmittedRun()
    for neuron in run.neurons { try run.fail(neuron) }
    let guarded = GuardedTransport(run.transport)
    #expect(try DeadLetterBox(transport: guarded, topics: run.topics).letters(LetterSelection(run: "r")).count == 3)
    #expect(guarded.readings.allSatisfy { $0.topic == run.topics.deadLetters && $0.content == .headers })
  }

  @Test func requeuedJobsAreKnownToLieInTheQueue() throws {
    let run = try SubmittedRun()
    for neuron in run.neurons { try run.fail(neuron) }
    try run.commitJobs()
    let box = box(run)
    _ = try box.requeue(box.letters(LetterSelection(run: "r")))
    #expect(
      try RunReader(run.transport, run.topics).standingJobs(of: RunReader(run.transport, run.topics).submitted("r")).all == Set(run.neurons)
    )
  }

  /// What was too large for the topic left its letter behind: who submits the run again publishes the job.
  @Test func aLetterThatDoesNotHoldItsJobOpensItsNeuronForTheNextSubmission() throws {
    let run = try SubmittedRun()
    let job = try run.jobs().first { $0.record.key == "r/\(run.neurons[0])" }!
    let (history, original) = JobHistory.read(job)
    let letter = history.deadLetter(
      of: original, error: FailureReport(class: .permanent, code: "bad_data", message: "no"), policy: RetryPolicy(), worker: "w",
      workerVersion: "1", at: .now)
    try run.transport.publish([letter.held(to: .withoutPayload).sealed()], to: run.topics.deadLetters, partition: nil)
    try run.publish(.dead, of: run.neurons[0])
    try run.commitJobs()
    for neuron in run.neurons[1...] { try run.succeed(neuron) }
    let letters = try box(run).letters(LetterSelection(run: "r"))
    #expect(letters.map(\.omittedBytes) == [original.value?.count])
    #expect(try box(run).requeue(letters) == .init(jobless: letters))
    #expect(try box(run).letters(LetterSelection(run: "r")) == [])
    let receipt = try Coordinator(transport: run.transport, topics: run.topics, run: "r", submission: run.submission).submit()
    #expect((receipt.published, receipt.done) == (1, 2))
  }
}
