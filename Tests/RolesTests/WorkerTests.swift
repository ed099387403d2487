import Formats
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
    let deadline = ContinuousClock.now + .seconds(120)
    while try ended.withLock({ $0 == nil }) && !isEnough() {
      if .now > deadline {
        stop.requestUrgently()
        Issue.record("the worker did not come so far within two minutes: \(lines.withLock { $0.suffix(20) })")
        break
      }
      Thread.sleep(forTimeInterval: 0.01)
    }
    stop.request()
    while ended.withLock({ $0 == nil }) {
      guard .now < deadline + .seconds(30) else { throw TestFailure("the worker does not end") }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return (try ended.withLock { try $0!.get() }, lines.withLock { $0 })
  }

  private struct TestFailure: Error {
    let what: String
    init(_ what: String) { self.what = what }
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
    return try Coordinator(transport: run.transport, topics: run.topics, run: "long", submission: submission).submit().manifest.neurons
      .count
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
      let run = try SubmittedRun(transport: GuardedTransport(InMemoryTransport(), limits: [Topics().results: 1000]))
      _ = try work(run) { try outcomes(run).count == 3 }
      #expect(try letters(run).map(\.error.code) == Array(repeating: "result_too_large", count: 3))
    }
  }

  /// The letter of a job whose stimuli are gone, where the letters' topic takes ever less.
  @Test(arguments: [(100_000, nil), (4000, 0), (600, 8), (100, nil)] as [(Int, Int?)])
  func aLetterThatItsTopicRefusesIsMadeSmallerAndAtLastDropped(limit: Int, omittedHeaders: Int?) async throws {
    try await blocking {
      let topics = try Topics()
      let transport = GuardedTransport(InMemoryTransport(), limits: [topics.deadLetters: limit])
      let run = try SubmittedRun(transport: transport)
      for var job in try run.jobs().map(\.record) {
        // A job that cannot be opened, of 20 kB.
        job.value = (job.value ?? []) + [UInt8](repeating: 7, count: 20_000)
        job.headers = job.headers.filter { $0.name.hasPrefix("ce_") || $0.name.hasPrefix("content") }
        try transport.publish([job], to: topics.jobs, partition: nil)
      }
      let states = { try run.records(of: topics.workers).map { try $0.record.open(WorkerState.self) } }
      let ended = try work(run) {
        let ended = try run.records(of: topics.outcomes).count == 6
        return try ended && (limit > 100 ? letters(run).count == 3 : states().last?.droppedLetters == 3)
      }
      #expect(ended.tally.abandoned == 0)
      let found = try letters(run)
      #expect(found.count == (limit > 100 ? 3 : 0))
      #expect(found.allSatisfy { $0.error.code == "bad_job" && ($0.omission != nil) == (omittedHeaders != nil) })
      if let omittedHeaders {
        let original = try #require(try run.jobs().last?.record)
        let letter = try #require(found.first { $0.original.key == original.key })
        #expect(letter.omission?.bytes == original.value?.count)
        #expect(letter.omission?.sha256 == Digest.sha256(original.value ?? []))
        #expect((letter.omission?.headers ?? 0) >= omittedHeaders)
        #expect(letter.origin.topic == topics.jobs && letter.error.message.utf8.count <= FailureReport.briefLimit)
      }
      let alarms = ended.log.filter { $0.contains("a dead letter is dropped") }
      #expect(alarms.count == (limit > 100 ? 0 : 3), "\(alarms)")
    }
  }

  /// Why a job failed is told in whatever room there is for it: outcomes take 4,000 bytes.
  @Test func aReasonThatIsTooLongIsToldShortened() async throws {
    try await blocking {
      let transport = GuardedTransport(InMemoryTransport())
      let run = try SubmittedRun(neurons: 1, transport: transport)
      transport.failReading(QueueError(.broker, String(repeating: "é", count: 5000)), of: run.topics.stimuli)
      let ended = try work(run) { try outcomes(run).count == 1 }
      #expect(ended.tally.abandoned == 0)
      let letter = try #require(try letters(run).first)
      #expect(letter.error.message.hasPrefix("éé") && (3900...4000).contains(letter.error.message.utf8.count))
      #expect(try outcomes(run).values.first?.error == letter.error)
      let lines = ended.log.filter { $0.contains("an attempt failed") }
      #expect(lines.count == 3 && lines[0].contains("1 of 3") && lines[2].contains("3 of 3"), "\(lines.map { $0.prefix(200) })")
    }
  }

  @Test(arguments: ["jobs.retry", "jobs.parked"])
  func aCopyThatItsTopicRefusesIsADeadLetter(topic: String) async throws {
    try await blocking {
      let topics = try Topics()
      let run = try SubmittedRun(transport: GuardedTransport(InMemoryTransport(), limits: [topics.name(topic): 200]))
      if topic == "jobs.parked" { _ = try control(run).pause("r") }
      _ = try work(run, change: { if topic == "jobs.retry" { $0.memory = { MemoryRoom(bytes: 1000) } } }) { try outcomes(run).count == 3 }
      let errors = try letters(run).map(\.error)
      #expect(errors.count == 3 && errors.allSatisfy { $0.code == "copy_too_large" && $0.class == .permanent })
      #expect(topic == "jobs.parked" || errors.allSatisfy { $0.message.contains("1000 bytes are free") })
    }
  }

  /// Records that no coordinator has written, and a worker whose host has an odd name.
  @Test func hostileKeysAndNamesEndLikeAnyOther() async throws {
    try await blocking {
      let run = try SubmittedRun()
      let hostile = ["", "\u{0}", "no job", String(repeating: "k/", count: 50_000), "a/" + String(repeating: "é", count: 101), "r/\u{85}"]
      for (index, key) in hostile.enumerated() {
        let header = MessageHeader("h\u{7}", [0xFF, 0])
        try run.transport.publish(
          [Record(key: key, value: index == 0 ? nil : [1], headers: [header])], to: run.topics.jobs, partition: Int32(index % 3))
      }
      let ended = try work(run, change: { $0.name = "höst 1\n" }) {
        try outcomes(run).count == 3 && run.records(of: run.topics.deadLetters).count == hostile.count
      }
      #expect(ended.tally == Worker.Tally(done: 3 + hostile.count, abandoned: 0))
      #expect(try outcomes(run).values.allSatisfy { $0.state == .succeeded && $0.worker == "höst 1 " })
      #expect(try letters(run).count == hostile.count, "each can be read")
      let states = try run.records(of: run.topics.workers)
      #expect(try !states.isEmpty && states.allSatisfy { try $0.record.open(WorkerState.self).worker == "höst 1 " })
    }
  }

  /// A host whose clock is set forward and back by an hour at every look: nothing waits for it, and nothing that is written fails by it.
  @Test func aHostsClockThatIsSetDelaysNothing() async throws {
    try await blocking {
      let run = try SubmittedRun()
      let start = Timestamp.now.milliseconds
      let looks = Atomic<Int>(0)
      let failures = Atomic<Int>(0)
      let began = ContinuousClock.now
      let ended = try work(
        run,
        change: {
          $0.wall = {
            let look = looks.add(1, ordering: .relaxed).newValue
            return Timestamp(milliseconds: start + (look.isMultiple(of: 2) ? 3_600_000 : -3_600_000))
          }
          // Two attempts of some job fail before there is memory.
          $0.memory = { failures.add(1, ordering: .relaxed).newValue < 4 ? MemoryRoom(bytes: 1000) : MemoryRoom(bytes: nil) }
        }
      ) { try outcomes(run).count == 3 && run.records(of: run.topics.workers).count >= 3 }
      #expect(ended.tally == Worker.Tally(done: ended.tally.done, abandoned: 0))
      #expect(ContinuousClock.now - began < .seconds(60))
      #expect(try outcomes(run).values.allSatisfy { $0.state == .succeeded && (0...60).contains($0.seconds) })
      #expect(looks.load(ordering: .relaxed) > 5)
      let states = try run.records(of: run.topics.workers).map { try $0.record.open(WorkerState.self) }
      #expect(states.flatMap(\.running).allSatisfy { (0...60).contains($0.seconds ?? -1) })
      #expect(states.contains { $0.failedAttempts ?? 0 > 0 })
    }
  }

  /// Publishes the run's jobs again as a coordinator of another version would make them.
  private func publishJobs(ofVersion version: Int, _ run: SubmittedRun) throws {
    for received in try run.jobs() {
      var job = try received.record.open(Job.self)
      job.document.methodVersion = version
      let record = try Record(sealing: job, key: received.record.key, source: "konomi/test", time: .now)
      try run.transport.publish([record], to: run.topics.jobs, partition: nil)
    }
  }

  @Test(arguments: [true, false])
  func jobsOfAnotherVersionRestWhereTheirWorkersTakeThem(isPrepared: Bool) async throws {
    try await blocking {
      let run = try SubmittedRun()
      let other = run.manifest.methodVersion + 1
      let specifications = run.topics.specifications(
        partitions: 3, methodVersion: other, replicationFactor: 1, minimumInSyncReplicas: 1)
      if isPrepared { try run.transport.prepare(specifications) }
      try publishJobs(ofVersion: other, run)
      let topic = isPrepared ? run.topics.jobs(ofMethodVersion: other) : run.topics.retry
      let ended = try work(run) { try outcomes(run).count == 3 && run.records(of: topic).count >= 3 }
      #expect(ended.tally.abandoned == 0)
      let rested = try run.records(of: topic)
      #expect(Set(rested.map(\.record.key)).count == 3)
      #expect(rested.allSatisfy { JobHistory.read($0).history.attempt == 1 }, "that is no attempt")
      #expect(try letters(run).isEmpty)
      if isPrepared {
        #expect(rested.count == 3, "they rest there untouched")
        #expect(try run.records(of: run.topics.retry).isEmpty)
      }
    }
  }

  /// Also where that topic is made while the worker runs.
  @Test(arguments: [true, false])
  func aWorkerTakesWhatRestsForItsVersion(isPreparedBefore: Bool) async throws {
    try await blocking {
      let run = try SubmittedRun()
      let topic = run.topics.jobs(ofMethodVersion: run.manifest.methodVersion)
      let rest = {
        try run.transport.prepare(
          run.topics.specifications(
            partitions: 3, methodVersion: run.manifest.methodVersion, replicationFactor: 1, minimumInSyncReplicas: 1))
        for var record in try run.jobs().map(\.record) {
          // Another run's neurons, so that their outcomes are told from those of the jobs' topic.
          var job = try record.open(Job.self)
          job.document.run = "rested"
          record = try Record(sealing: job, key: "rested/\(job.document.neuron)", source: "konomi/test", time: .now)
          try run.transport.publish([record], to: topic, partition: nil)
        }
      }
      if isPreparedBefore { try rest() }
      var hasRested = isPreparedBefore
      let ended = try work(run) {
        if !hasRested, try outcomes(run).count == 3 {
          hasRested = true
          try rest()
        }
        return try outcomes(run).count == 6
      }
      #expect(ended.tally == Worker.Tally(done: 6, abandoned: 0))
      #expect(try outcomes(run).values.allSatisfy { $0.state == .succeeded })
    }
  }

  /// The group's offsets are gone: everything stands in the queue again, and nothing is computed again.
  @Test func aJobWhoseNeuronHasAResultIsNotComputedAgain() async throws {
    try await blocking {
      let run = try SubmittedRun()
      _ = try work(run) { try outcomes(run).count == 3 }
      let consumer = try run.transport.consumer(of: [run.topics.jobs, run.topics.retry], group: run.topics.workGroup)
      while try consumer.poll(timeout: .milliseconds(10)) != nil {}
      try consumer.commit(
        Dictionary(uniqueKeysWithValues: (0..<3).map { (TopicPartition(topic: run.topics.jobs, partition: $0), CommittedOffset(0)) }),
        synchronously: true)
      consumer.close()
      let again = try work(run, change: { $0.exitWhenIdle = true }) { false }
      #expect(again.tally == Worker.Tally(done: 3, abandoned: 0))
      #expect(try run.records(of: run.topics.results).count == 3)
      #expect(try run.records(of: run.topics.outcomes).count == 3)
    }
  }

  @Test func jobsThatWerePublishedThreeTimesAreComputedOnce() async throws {
    try await blocking {
      let run = try SubmittedRun(neurons: 6)
      for _ in 0..<2 {
        for job in try run.jobs().prefix(6) {
          try run.transport.publish([job.record], to: run.topics.jobs, partition: job.place.partition)
        }
      }
      let ended = try work(
        run,
        change: {
          $0.slots = 1
          $0.exitWhenIdle = true
        }
      ) { false }
      #expect(ended.tally.abandoned == 0 && ended.tally.done == 18)
      // Only the one before whose outcome is on its way may be computed again.
      let results = try run.records(of: run.topics.results).count
      #expect((6...8).contains(results), "\(results) results of 6 neurons")
    }
  }

  /// Whoever publishes a job after its neuron had a result wants it computed.
  @Test func aJobThatWasPublishedAfterItsResultIsComputed() async throws {
    try await blocking {
      let run = try SubmittedRun()
      _ = try work(run) { try outcomes(run).count == 3 }
      let jobs = try run.jobs().map(\.record)
      // The broker's clock passes in whole milliseconds.
      Thread.sleep(forTimeInterval: 0.005)
      for job in jobs { try run.transport.publish([Record(key: job.key, value: nil)], to: run.topics.outcomes, partition: nil) }
      for job in jobs { try run.transport.publish([job], to: run.topics.jobs, partition: nil) }
      _ = try work(run) { try run.records(of: run.topics.results).count == 6 }
      #expect(Set(try run.records(of: run.topics.results).map(\.record.key)).count == 3)
    }
  }

  /// Others end jobs all the time, and two hundred runs came before: a worker that starts now does not wait for a pause in what it follows.
  @Test func aBusyQueueDoesNotKeepAWorkerFromItsFirstJob() async throws {
    try await blocking {
      let run = try SubmittedRun()
      for old in 0..<200 {
        let said = RunState(run: "old\(old)", state: .done)
        let record = try Record(sealing: said, key: said.run, source: "konomi/test", time: .now)
        try run.transport.publish([record], to: run.topics.states, partition: nil)
      }
      let isOver = Atomic<Bool>(false)
      Thread.detachNewThread {
        while !isOver.load(ordering: .relaxed) {
          try? run.publish(.succeeded, of: "somebody")
          Thread.sleep(forTimeInterval: 0.002)
        }
      }
      defer { isOver.store(true, ordering: .relaxed) }
      let ended = try work(run) { try run.records(of: run.topics.results).count == 3 }
      #expect(ended.tally == Worker.Tally(done: 3, abandoned: 0))
    }
  }

  /// What cannot be read is tried again, not in a loop.
  @Test func aReadingOfTheStatesThatFailsIsTriedAgainAfterAWhile() async throws {
    try await blocking {
      let transport = GuardedTransport(InMemoryTransport())
      let run = try SubmittedRun(transport: transport)
      transport.failReading(QueueError(.broker, "No."), of: run.topics.states)
      let began = ContinuousClock.now
      let ended = try work(run) {
        if ContinuousClock.now - began > .milliseconds(1500) { transport.failReading(nil, of: run.topics.states) }
        return try outcomes(run).count == 3
      }
      #expect((2...4).contains(transport.failedReadings), "\(transport.failedReadings) readings")
      #expect(ended.log.contains { $0.contains("cannot read the runs") } && ended.log.contains { $0.contains("can read the runs again") })
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
