import Formats
import Messages
import Method
import Queue
import Recordings
import TestSupport
import Testing

@testable import Roles
@testable import Work

@Suite struct CoordinatorTests {
  private let transport = InMemoryTransport()
  private let topics = try! Topics()

  private func prepare(_ change: (inout TopicSpecification) -> Void = { _ in }) throws {
    try transport.prepare(
      topics.specifications(partitions: 3, methodVersion: methodVersion, replicationFactor: 1, minimumInSyncReplicas: 1).map {
        var topic = $0
        change(&topic)
        return topic
      })
  }

  private func coordinator(_ submission: Submission, run: String = "r") throws -> Coordinator {
    try Coordinator(transport: transport, topics: topics, run: run, submission: submission)
  }

  /// The keys on the jobs topic, by partition.
  private func jobs() throws -> [[String]] {
    var keys = [[String]](repeating: [], count: 3)
    try transport.read(topics.jobs, from: .beginning, content: .keys) { keys[Int($0.place.partition)].append($0.record.key) }
    return keys
  }

  private func publish(_ outcome: Outcome) throws {
    let key = try JobKey(run: outcome.run, neuron: outcome.neuron).description
    try transport.publish(
      [Record(sealing: outcome, key: key, source: "konomi/worker/w", time: .now)], to: topics.outcomes, partition: nil)
  }

  @Test func stimuliOfSeveralChunksAreSubmitted() throws {
    try prepare()
    let submission = try TinyRun.submission(side: 48)
    let manifest = try coordinator(submission).submit().manifest
    #expect(manifest.stimuli.bytes == submission.stimuli.count && manifest.stimuli.offsets.count == 2)
  }

  @Test func jobsAreSpreadOverThePartitions() throws {
    try prepare()
    let manifest = try coordinator(TinyRun.submission(neurons: 4)).submit().manifest
    #expect(try jobs() == [["r/simple-00", "r/complex-01"], ["r/complex-00"], ["r/simple-01"]])
    #expect(manifest.startOffsets == ["results": [0, 0, 0], "outcomes": [0, 0, 0, 0], "dead-letters": [0, 0, 0, 0], "places": [0]])
  }

  @Test func theNeuronWithMostResponsesGoesFirst() throws {
    try prepare()
    let submission = try TinyRun.submission(neurons: 4) { recording in
      // One response of every neuron but the last two is missing, two of the first.
      for (image, neurons) in [(0, 0...1), (1, 0...0)] {
        for neuron in neurons { recording.responses.values[image * recording.responses.shape[2] + neuron] = .nan }
      }
    }
    _ = try coordinator(submission).submit()
    #expect(try jobs() == [["r/complex-00", "r/simple-00"], ["r/simple-01"], ["r/complex-01"]])
  }

  /// What a job's partition has committed stands for the job: below it, the job is no longer in the queue.
  private func commit(_ offsets: [Int32: Int64]) throws {
    let consumer = try transport.consumer(of: [topics.jobs], group: topics.workGroup)
    _ = try consumer.poll(timeout: .zero)
    try consumer.commit(
      Dictionary(uniqueKeysWithValues: offsets.map { (TopicPartition(topic: topics.jobs, partition: $0.key), CommittedOffset($0.value)) }),
      synchronously: true)
    consumer.close()
  }

  @Test func aRunSubmittedAgainPublishesOnlyWhatHasNoOutcomeAndIsNotInTheQueue() throws {
    try prepare()
    let submission = try TinyRun.submission(neurons: 4)
    let manifest = try coordinator(submission).submit().manifest
    try transport.publish([Record(key: "r/simple-00", value: [])], to: topics.results, partition: 0)
    try publish(
      Outcome(
        run: "r", neuron: "simple-00", state: .succeeded, partition: 0, offset: 0, sha256: Digest.sha256([]), error: nil, worker: "w",
        seconds: 1))
    try publish(
      Outcome(
        run: "r", neuron: "simple-01", state: .dead, partition: 0, offset: 0, sha256: nil,
        error: FailureReport(class: .permanent, code: "bad_data", message: "no"), worker: "w", seconds: 1))
    // All four jobs are still in the queue, then two of them are not, of which one has its outcome.
    for offsets: [Int32: Int64] in [[:], [0: 2]] {
      try commit(offsets)
      let again = try coordinator(submission).submit(isKept: { $0 == "complex-00" })
      #expect(again.manifest == manifest)
      if offsets.isEmpty { #expect(try jobs().map(\.count) == [2, 1, 1]) }
    }
    #expect(try jobs() == [["r/simple-00", "r/complex-01", "r/complex-01"], ["r/complex-00"], ["r/simple-01"]])
    #expect(try transport.watermarks(of: topics.stimuli).map(\.end) == [1, 0, 0, 0])
  }

  @Test func anIdBelongsToOneRun() throws {
    try prepare()
    _ = try coordinator(TinyRun.submission(seed: 1)).submit()
    let before = try jobs()
    let error = thrown(RolesError.self) { try coordinator(TinyRun.submission(seed: 2)).submit() }
    #expect(error?.code == .conflictingRun)
    #expect(try jobs() == before)
  }

  @Test(arguments: [
    "results", "jobs", "jobs.retry", "jobs.parked", "jobs.v\(methodVersion)", "dead-letters", "outcomes", "stimuli", "places", "runs",
    "states",
  ])
  func whatMayNotFitItsTopicIsRefusedBeforeAnythingIsPublished(topic: String) throws {
    try prepare { if $0.name == topics.name(topic) { $0.settings["max.message.bytes"] = "300" } }
    let error = thrown(RolesError.self) { try coordinator(TinyRun.submission()).submit() }
    #expect(error?.code == .messageTooLarge)
    let sentence = error?.description ?? ""
    #expect(sentence.contains("but \(topics.name(topic)) takes 300: raise its max.message.bytes to "), Comment(rawValue: sentence))
    for topic in [topics.runs, topics.states, topics.stimuli, topics.jobs] {
      #expect(try transport.watermarks(of: topic).allSatisfy { $0.end == 0 })
    }
  }

  /// The arithmetic is an upper bound of what is published then.
  @Test func nothingIsLargerThanItsBound() throws {
    try prepare()
    let submission = try TinyRun.submission(neurons: 4) { recording in recording.neurons[2] = Neuron(id: String(repeating: "n", count: 200))
    }
    let coordinator = try coordinator(submission, run: String(repeating: "r", count: 64))
    let manifest = try coordinator.submit().manifest
    let bounds = try submission.bounds(run: manifest.run, topics: topics, versioned: nil) + submission.bounds(of: manifest, topics: topics)
    for bound in bounds {
      var largest = 0
      try transport.read(bound.topic, from: .beginning, content: .whole) { largest = max(largest, $0.record.batchBytes) }
      #expect(largest <= bound.bytes, "\(bound.sum)")
      if [topics.jobs, topics.runs, topics.states, topics.places, topics.stimuli].contains(bound.topic) {
        #expect(largest > 0 && bound.bytes < largest + 70_000, "\(bound.sum), but it takes \(largest)")
      }
    }
  }

  @Test func aRunSubmittedAgainReadsNoJob() throws {
    try prepare()
    let submission = try TinyRun.submission(neurons: 4)
    _ = try coordinator(submission).submit()
    let guarded = GuardedTransport(transport)
    guarded.refuseToRead(topics.jobs)
    guarded.refuseToRead(topics.parked)
    let receipt = try Coordinator(transport: guarded, topics: topics, run: "r", submission: submission).submit()
    #expect((receipt.published, receipt.queued, receipt.done) == (0, 4, 0))
    // Those that rest for another attempt are known by their keys.
    try commit([0: 2, 1: 1, 2: 1])
    try transport.publish([Record(key: "r/simple-01", value: [1])], to: topics.retry, partition: nil)
    try transport.publish([Record(key: "r/complex-00", value: [1])], to: topics.jobs(ofMethodVersion: methodVersion), partition: nil)
    let again = try Coordinator(transport: guarded, topics: topics, run: "r", submission: submission).submit()
    #expect((again.published, again.queued) == (2, 2))
    #expect(
      guarded.readings.filter { $0.content == .whole }.allSatisfy {
        ![topics.retry, topics.jobs(ofMethodVersion: methodVersion)].contains($0.topic)
      })
  }

  /// Submitted by a program that did not say where jobs lie.
  @Test func aRunOfAnOlderProgramIsLookedForInTheQueueItself() throws {
    try prepare()
    let submission = try TinyRun.submission(neurons: 4)
    var manifest = try coordinator(submission).submit().manifest
    manifest.startOffsets["places"] = nil
    try transport.publish([Record(key: "r", value: nil)], to: topics.states, partition: nil)
    try transport.publish([Record(sealing: manifest, key: "r", source: "konomi/coordinator", time: .now)], to: topics.runs, partition: nil)
    #expect(try coordinator(submission).submit().queued == 4)
  }

  @Test func whatWasDeadForWantOfStimuliComesBack() throws {
    let run = try SubmittedRun(neurons: 4)
    try run.fail(run.neurons[0], code: "stimuli_gone")
    try run.fail(run.neurons[1], code: "bad_data")
    try run.commitJobs()
    for neuron in run.neurons[2...] { try run.succeed(neuron) }
    let receipt = try Coordinator(transport: run.transport, topics: run.topics, run: "r", submission: run.submission).submit()
    #expect((receipt.published, receipt.revived, receipt.dead, receipt.done, receipt.queued) == (1, 1, 1, 2, 0))
    #expect(try DeadLetterBox(transport: run.transport, topics: run.topics).letters(.init(run: "r")).map(\.code) == ["bad_data"])
    #expect(try RunReader(run.transport, run.topics).ledger(of: run.manifest).waiting == [run.neurons[0]])
  }

  @Test func aNeuronWhoseResultIsGoneIsDoneAgainUnlessTheResultIsKept() throws {
    let run = try SubmittedRun(neurons: 4)
    try run.commitJobs()
    for neuron in run.neurons[..<2] { try run.succeed(neuron) }
    // As if the results' topic had been made again: nothing stands at this offset.
    for neuron in run.neurons[2...] { try run.publish(.succeeded, of: neuron, at: Place(partition: 1, offset: 99)) }
    let coordinator = try Coordinator(transport: run.transport, topics: run.topics, run: "r", submission: run.submission)
    let receipt = try coordinator.submit(isKept: { $0 == run.neurons[3] })
    #expect((receipt.published, receipt.lost, receipt.done) == (1, 1, 3))
    let ledger = try RunReader(run.transport, run.topics).ledger(of: run.manifest)
    #expect(ledger.waiting == [run.neurons[2]] && ledger.done == 3)
  }

  @Test func stimuliThatATopicMadeAgainDoesNotHoldArePublishedAgain() throws {
    try prepare()
    let submission = try TinyRun.submission(neurons: 2)
    var manifest = try coordinator(submission).submit().manifest
    manifest.stimuli.offsets = [7]
    try transport.publish(manifest, RunState(run: "r", state: .running), to: topics, source: "konomi/coordinator")
    let receipt = try coordinator(submission).submit()
    #expect(receipt.hasPublishedStimuli && receipt.published == 2)
    #expect(receipt.manifest.stimuli.offsets == [1])
    // And where something stands there, of another set.
    _ = try coordinator(TinyRun.submission(neurons: 2, seed: 7), run: "other").submit()
    manifest.stimuli.offsets = [2]
    try transport.publish(manifest, RunState(run: "r", state: .running), to: topics, source: "konomi/coordinator")
    let again = try coordinator(submission).submit()
    #expect(again.hasPublishedStimuli && again.manifest.stimuli.offsets == [3])
  }

  @Test func messagesThatTheTopicsWouldNotTakeAreRefusedBeforeAnyIsPublished() throws {
    try prepare { $0.settings["max.message.bytes"] = "100000" }
    let error = thrown(RolesError.self) { try coordinator(TinyRun.submission(seeds: 100)).submit() }
    #expect(error?.code == .messageTooLarge)
    #expect(error?.description.contains("--images") == true)
    for topic in [topics.runs, topics.stimuli, topics.jobs] {
      #expect(try transport.watermarks(of: topic).allSatisfy { $0.end == 0 })
    }
  }

  @Test(arguments: ["", "a/b", "-run", String(repeating: "r", count: 65)])
  func aRunsIdIsChecked(run: String) throws {
    let submission = try TinyRun.submission()
    #expect(throws: FormatError.self) { try coordinator(submission, run: run) }
  }
}
