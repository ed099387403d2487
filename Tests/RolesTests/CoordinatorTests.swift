import Formats
import Messages
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
      topics.specifications(partitions: 3, replicationFactor: 1, minimumInSyncReplicas: 1).map {
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
    try RunReader(transport, topics).readAll(topics.jobs, from: [0, 0, 0]) { keys[Int($0.place.partition)].append($0.record.key) }
    return keys
  }

  private func publish(_ outcome: Outcome) throws {
    let key = try JobKey(run: outcome.run, neuron: outcome.neuron).description
    try transport.publish(
      [Record(sealing: outcome, key: key, source: "konomi/worker/w", time: .now)], to: topics.outcomes, partition: nil)
  }

  @Test func jobsGoInTurnOverThePartitions() throws {
    try prepare()
    let manifest = try coordinator(TinyRun.submission(neurons: 4)).submit()
    #expect(try jobs() == [["r/simple-00", "r/complex-01"], ["r/simple-01"], ["r/complex-00"]])
    #expect(manifest.startOffsets == ["results": [0, 0, 0], "outcomes": [0, 0, 0, 0], "dead-letters": [0, 0, 0, 0]])
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
    #expect(try jobs() == [["r/complex-00", "r/simple-00"], ["r/complex-01"], ["r/simple-01"]])
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
    let manifest = try coordinator(submission).submit()
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
      let again = try coordinator(submission).submit { $0 == "complex-00" }
      #expect(again == manifest)
      if offsets.isEmpty { #expect(try jobs().map(\.count) == [2, 1, 1]) }
    }
    #expect(try jobs() == [["r/simple-00", "r/complex-01", "r/complex-01"], ["r/simple-01"], ["r/complex-00"]])
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
