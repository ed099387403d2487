import Foundation
import Messages
import Queue
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Roles
@testable import Work

/// What a worker makes of jobs that are not to be computed, or cannot be.
@Suite struct WorkerTests {
  /// Runs a worker until `isEnough`, then lets it drain.
  private func work(
    _ run: SubmittedRun, change: (inout Worker.Settings) -> Void = { _ in }, until isEnough: @escaping () throws -> Bool
  ) throws -> (tally: Worker.Tally, log: [String]) {
    let stop = StopSignal()
    let lines = Mutex<[String]>([])
    var settings = Worker.Settings(name: "w", version: "1", slots: 2, exitWhenIdle: false)
    settings.retries.delay = .milliseconds(100)
    settings.program = URL(fileURLWithPath: Konomi.path)
    change(&settings)
    let worker = Worker(
      transport: run.transport, topics: run.topics, settings: settings, stop: stop,
      log: Log("test", sink: LogSink { line in lines.withLock { $0.append(line) } }))
    let ended = Mutex<Result<Worker.Tally, any Error>?>(nil)
    Thread.detachNewThread {
      let result = Result { try worker.run() }
      ended.withLock { $0 = result }
    }
    while try ended.withLock({ $0 == nil }) && !isEnough() { Thread.sleep(forTimeInterval: 0.01) }
    stop.request()
    while ended.withLock({ $0 == nil }) { Thread.sleep(forTimeInterval: 0.01) }
    return (try ended.withLock { try $0!.get() }, lines.withLock { $0 })
  }

  private func outcomes(_ run: SubmittedRun) throws -> [String: Outcome] {
    try run.records(of: run.topics.outcomes).reduce(into: [:]) { $0[$1.record.key] = try $1.record.open(Outcome.self) }
  }

  private func letters(_ run: SubmittedRun) throws -> [DeadLetter] {
    try run.records(of: run.topics.deadLetters).compactMap { try $0.record.isTombstone ? nil : DeadLetter(opening: $0.record) }
  }

  /// Another run on the same queue.
  private func submit(_ id: String, beside run: SubmittedRun) throws {
    _ = try Coordinator(transport: run.transport, topics: run.topics, run: id, submission: run.submission).submit()
  }

  private func control(_ run: SubmittedRun) -> RunControl { RunControl(transport: run.transport, topics: run.topics, settling: .zero) }

  @Test func aPausedRunIsParkedWhileAnotherGoesOnAndResumedItEnds() async throws {
    try await blocking {
      let run = try SubmittedRun()
      try submit("other", beside: run)
      _ = try control(run).pause("r")
      let first = try work(run) { try run.records(of: run.topics.parked).count == 3 && outcomes(run).count == 3 }
      #expect(first.tally == Worker.Tally(done: 6, abandoned: 0))
      #expect(try outcomes(run).keys.allSatisfy { $0.hasPrefix("other/") })
      #expect(try control(run).resume("r").unparked == 3)
      _ = try work(run) { try outcomes(run).count == 6 }
      #expect(try outcomes(run).values.allSatisfy { $0.state == .succeeded })
    }
  }

  @Test func aSecondPrefixIsASecondQueueOnTheSameBrokers() async throws {
    try await blocking {
      let run = try SubmittedRun()
      let urgent = try SubmittedRun(transport: run.transport, prefix: "urgent")
      _ = try control(urgent).pause("r")
      _ = try work(run) { try outcomes(run).count == 3 }
      for topic in [urgent.topics.outcomes, urgent.topics.parked, urgent.topics.workers] { #expect(try run.records(of: topic).isEmpty) }
      _ = try control(urgent).resume("r")
      _ = try work(urgent) { try outcomes(urgent).count == 3 }
      #expect(try outcomes(urgent).mapValues(\.sha256) == outcomes(run).mapValues(\.sha256))
    }
  }

  @Test func aCancelledRunsJobsEndAtOnceAndSoDoesTheOneAtWork() async throws {
    try await blocking {
      let run = try SubmittedRun(neurons: 1)
      let long = try submitLong(beside: run)
      let ended = try work(run, change: { $0.slots = 1 }) {
        // The long job is at work once the worker says so.
        let states = try run.records(of: run.topics.workers).compactMap { try $0.record.open(WorkerState.self) }
        if states.contains(where: { $0.running.contains { $0.run == "long" } }) { _ = try control(run).cancel("long") }
        return try outcomes(run).count { $0.key.hasPrefix("long/") } == long
      }
      #expect(ended.tally.abandoned == 0)
      let cancelled = try outcomes(run).values.filter { $0.run == "long" }
      #expect(cancelled.allSatisfy { $0.state == .cancelled })
      #expect(try run.records(of: run.topics.results).allSatisfy { $0.record.key.hasPrefix("r/") })
    }
  }

  /// A run of two jobs that take for ever, or nearly.
  private func submitLong(beside run: SubmittedRun) throws -> Int {
    var submission = try TinyRun.submission(neurons: 2, seed: 2)
    submission = try Submission(
      recording: submission.recording,
      settings: {
        var settings = submission.description.settings
        settings.training.leastSteps = 100_000
        return settings
      }(), seed: 2)
    return try Coordinator(transport: run.transport, topics: run.topics, run: "long", submission: submission).submit().neurons.count
  }

  @Test func aJobOverItsDeadlineFailsThreeTimesAndIsADeadLetter() async throws {
    try await blocking {
      let run = try SubmittedRun(neurons: 1)
      _ = try work(run, change: { $0.jobDeadline = .milliseconds(1) }) { try outcomes(run).count == 1 }
      let letter = try #require(try letters(run).first)
      #expect(letter.error.code == "deadline" && letter.error.class == .transient && letter.attempt == 3)
      let job = try run.jobs()[0].record
      #expect(letter.original.value == job.value)
      #expect(try run.records(of: run.topics.retry).count == 2)
      #expect(try outcomes(run).values.map(\.state) == [.dead])
    }
  }

  @Test func stimuliThatDoNotFitAreRefusedBeforeAnythingIsComputed() async throws {
    try await blocking {
      let run = try SubmittedRun()
      _ = try work(run, change: { $0.memory = { MemoryRoom(bytes: 1000) } }) { try outcomes(run).count == 3 }
      let errors = try letters(run).map(\.error)
      #expect(errors.count == 3 && errors.allSatisfy { $0.code == "no_memory" && $0.class == .transient })
      #expect(
        errors.allSatisfy { $0.message.contains("\(run.manifest.stimuli.bytes) bytes") && $0.message.contains("1000 bytes are free") })
      #expect(try letters(run).allSatisfy { $0.attempt == 3 }, "another worker may have more")
    }
  }

  /// Commits, as a worker that died, that the jobs of these offsets of partition 0 were started so often.
  private func leaveStarts(_ metadata: String, _ run: SubmittedRun) throws {
    let consumer = try run.transport.consumer(of: [run.topics.jobs, run.topics.retry], group: run.topics.workGroup)
    while try consumer.poll(timeout: .milliseconds(10)) != nil {}
    try consumer.commit([TopicPartition(topic: run.topics.jobs, partition: 0): CommittedOffset(0, metadata: metadata)], synchronously: true)
    consumer.close()
  }

  @Test(arguments: [
    ("0:1", nil, nil), ("0:2", nil, nil), ("0:5", nil, nil), ("0:6", nil, "6 workers ended"),
    ("0:2", "kill -SEGV $$", "signal 11 (SIGSEGV)"), ("0:1", "kill -SEGV $$", nil), ("0:2", "kill -KILL $$", "signal 9 (SIGKILL)"),
    ("0:2", "exit 3", "exit code 3"),
  ])
  func aSuspectIsComputedApartAndIsGuiltyWhereItsProcessDies(metadata: String, script: String?, complaint: String?) async throws {
    try await blocking {
      let run = try SubmittedRun()
      let expected = try SubmittedRun()
      _ = try work(expected) { try outcomes(expected).count == 3 }
      try leaveStarts(metadata, run)
      try withTemporaryFolder { folder in
        let program = folder.appending(path: "program")
        try Data("#!/bin/sh\n\(script ?? "")\n".utf8).write(to: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
        _ = try work(run, change: { if script != nil { $0.program = program } }) { try outcomes(run).count == 3 }
      }
      let found = try letters(run).map(\.error)
      #expect(found.count == (complaint == nil ? 0 : 1))
      if let complaint { #expect(found.first?.code == "crashed" && found.first?.message.contains(complaint) == true) }
      let dead = try outcomes(run).filter { $0.value.state == .dead }.keys
      let digests = { (run: SubmittedRun) in try outcomes(run).compactMapValues(\.sha256) }
      #expect(try digests(run) == digests(expected).filter { !dead.contains($0.key) })
    }
  }

  @Test func aResultThatItsTopicRefusesIsADeadLetterAndTheWorkerGoesOn() async throws {
    try await blocking {
      let run = try SubmittedRun(transport: GuardedTransport(InMemoryTransport(), refusing: Topics().results, beyond: 1000))
      _ = try work(run) { try outcomes(run).count == 3 }
      #expect(try letters(run).map(\.error.code) == Array(repeating: "result_too_large", count: 3))
    }
  }

  @Test(arguments: [QueueError.Code.unreachable, .notAuthorised, .topicUnfit, .broker])
  func whatIsFinishedIsKeptWhileTheBrokerTakesNothing(code: QueueError.Code) async throws {
    try await blocking {
      let transport = GuardedTransport(InMemoryTransport())
      let run = try SubmittedRun(neurons: 6, transport: transport)
      transport.fail(QueueError(code, "No."), for: run.topics.results)
      let ended = try work(run) {
        let states = try run.records(of: run.topics.workers).compactMap { try $0.record.open(WorkerState.self) }
        if states.last?.condition == .init(code) { transport.fail(nil, for: run.topics.results) }
        return try outcomes(run).count == 6
      }
      #expect(ended.tally == Worker.Tally(done: 6, abandoned: 0))
      #expect(try run.records(of: run.topics.results).count == 6)
      let about = ended.log.filter { $0.contains("condition=") }
      #expect(about.count == 2, "said once when it begins and once when it is over: \(about)")
    }
  }
}
