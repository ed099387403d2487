import Foundation
import Messages
import Queue
import Synchronization
import TestSupport
import Testing

@testable import Roles
@testable import Work

/// What a worker makes of jobs that are not to be computed, or cannot be.
@Suite struct WorkerTests {
  @Test func aPausedRunIsParkedWhileAnotherGoesOnAndResumedItEnds() async throws {
    try await blocking {
      let run = try SubmittedRun()
      try run.submit("other")
      _ = try run.control.pause("r")
      let first = try run.work { try run.records(of: run.topics.parked).count == 3 && run.outcomes().count == 3 }
      #expect(first.tally == Worker.Tally(done: 6, abandoned: 0))
      #expect(try run.outcomes().keys.allSatisfy { $0.hasPrefix("other/") })
      #expect(try run.control.resume("r").unparked == 3)
      _ = try run.work { try run.outcomes().count == 6 }
      #expect(try run.outcomes().values.allSatisfy { $0.state == .succeeded })
    }
  }

  @Test func aSecondPrefixIsASecondQueueOnTheSameBrokers() async throws {
    try await blocking {
      let run = try SubmittedRun()
      let urgent = try SubmittedRun(transport: run.transport, prefix: "urgent")
      _ = try urgent.control.pause("r")
      _ = try run.work { try run.outcomes().count == 3 }
      for topic in [urgent.topics.outcomes, urgent.topics.parked, urgent.topics.workers] { #expect(try run.records(of: topic).isEmpty) }
      _ = try urgent.control.resume("r")
      _ = try urgent.work { try urgent.outcomes().count == 3 }
      #expect(try urgent.outcomes().mapValues(\.sha256) == run.outcomes().mapValues(\.sha256))
    }
  }

  @Test func aCancelledRunsJobsEndAtOnceAndSoDoesTheOneAtWork() async throws {
    try await blocking {
      let run = try SubmittedRun(neurons: 1)
      let long = try submitLong(beside: run)
      let ended = try run.work(change: { $0.slots = 1 }) {
        // The long job is at work once the worker says so.
        let states = try run.records(of: run.topics.workers).compactMap { try $0.record.open(WorkerState.self) }
        if states.contains(where: { $0.running.contains { $0.run == "long" } }) { _ = try run.control.cancel("long") }
        return try run.outcomes().count { $0.key.hasPrefix("long/") } == long
      }
      #expect(ended.tally.abandoned == 0)
      let cancelled = try run.outcomes().values.filter { $0.run == "long" }
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
      _ = try run.work(change: { $0.jobDeadline = .milliseconds(1) }) { try run.outcomes().count == 1 }
      let letter = try #require(try run.letters().first)
      #expect(letter.error.code == "deadline" && letter.error.class == .transient && letter.attempt == 3)
      let job = try run.jobs()[0].record
      #expect(letter.original.value == job.value)
      #expect(try run.records(of: run.topics.retry).count == 2)
      #expect(try run.outcomes().values.map(\.state) == [.dead])
    }
  }

  @Test func stimuliThatDoNotFitAreRefusedBeforeAnythingIsComputed() async throws {
    try await blocking {
      let run = try SubmittedRun()
      _ = try run.work(change: { $0.memory = { MemoryRoom(bytes: 1000) } }) { try run.outcomes().count == 3 }
      let errors = try run.letters().map(\.error)
      #expect(errors.count == 3 && errors.allSatisfy { $0.code == "no_memory" && $0.class == .transient })
      #expect(
        errors.allSatisfy { $0.message.contains("\(run.manifest.stimuli.bytes) bytes") && $0.message.contains("1000 bytes are free") })
      #expect(try run.letters().allSatisfy { $0.attempt == 3 }, "another worker may have more")
    }
  }

  /// Commits, as a worker that died, that the jobs of these offsets of partition 0 were started so often.
  private func leaveStarts(_ metadata: String, _ run: SubmittedRun) throws {
    let consumer = try run.transport.consumer(of: [run.topics.jobs, run.topics.retry], group: run.topics.workGroup)
    while try consumer.poll(timeout: .milliseconds(10)) != nil {}
    try consumer.commit([TopicPartition(topic: run.topics.jobs, partition: 0): CommittedOffset(0, metadata: metadata)], synchronously: true)
    consumer.close()
  }

  /// A program that can be run at once: no process that another test starts meanwhile has it open for writing, as it would have what Foundation writes.
  private func write(script: String, to program: URL) throws {
    let file = open(program.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o755)
    defer { close(file) }
    let text = "#!/bin/sh\n\(script)\n"
    try #require(Foundation.write(file, text, text.utf8.count) == text.utf8.count)
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
      _ = try expected.work { try expected.outcomes().count == 3 }
      try leaveStarts(metadata, run)
      try withTemporaryFolder { folder in
        let program = folder.appending(path: "program")
        try write(script: script ?? "", to: program)
        _ = try run.work(change: { if script != nil { $0.program = program } }) { try run.outcomes().count == 3 }
      }
      let found = try run.letters().map(\.error)
      #expect(found.count == (complaint == nil ? 0 : 1))
      if let complaint { #expect(found.first?.code == "crashed" && found.first?.message.contains(complaint) == true) }
      let dead = try run.outcomes().filter { $0.value.state == .dead }.keys
      let digests = { (run: SubmittedRun) in try run.outcomes().compactMapValues(\.sha256) }
      #expect(try digests(run) == digests(expected).filter { !dead.contains($0.key) })
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
      let ended = try run.work(change: { $0.name = "höst 1\n" }) {
        try run.outcomes().count == 3 && run.records(of: run.topics.deadLetters).count == hostile.count
      }
      #expect(ended.tally == Worker.Tally(done: 3 + hostile.count, abandoned: 0))
      #expect(try run.outcomes().values.allSatisfy { $0.state == .succeeded && $0.worker == "höst 1 " })
      #expect(try run.letters().count == hostile.count, "each can be read")
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
      let ended = try run.work(
        change: {
          $0.wall = {
            let look = looks.add(1, ordering: .relaxed).newValue
            return Timestamp(milliseconds: start + (look.isMultiple(of: 2) ? 3_600_000 : -3_600_000))
          }
          // Two attempts of some job fail before there is memory.
          $0.memory = { failures.add(1, ordering: .relaxed).newValue < 4 ? MemoryRoom(bytes: 1000) : MemoryRoom(bytes: nil) }
        }
      ) { try run.outcomes().count == 3 && run.records(of: run.topics.workers).count >= 3 }
      #expect(ended.tally == Worker.Tally(done: ended.tally.done, abandoned: 0))
      #expect(ContinuousClock.now - began < .seconds(60))
      #expect(try run.outcomes().values.allSatisfy { $0.state == .succeeded && (0...60).contains($0.seconds) })
      #expect(looks.load(ordering: .relaxed) > 5)
      let states = try run.records(of: run.topics.workers).map { try $0.record.open(WorkerState.self) }
      #expect(states.flatMap(\.running).allSatisfy { (0...60).contains($0.seconds ?? -1) })
      #expect(states.contains { $0.failedAttempts ?? 0 > 0 })
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
      let ended = try run.work { try run.records(of: run.topics.results).count == 3 }
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
      let ended = try run.work {
        if ContinuousClock.now - began > .milliseconds(1500) { transport.failReading(nil, of: run.topics.states) }
        return try run.outcomes().count == 3
      }
      #expect((2...4).contains(transport.failedReadings), "\(transport.failedReadings) readings")
      #expect(ended.log.contains { $0.contains("cannot read the runs") } && ended.log.contains { $0.contains("can read the runs again") })
    }
  }
}
