import Formats
import Messages
import Queue
import TestSupport
import Testing

@testable import Roles
@testable import Work

/// What a worker does where a topic takes nothing, or not so much.
@Suite struct WorkerRefusalTests {
  @Test func aHostWhoseClockTheBrokersRefuseSaysByHowMuchAndTakesNoJob() async throws {
    try await blocking {
      let transport = GuardedTransport(InMemoryTransport())
      let run = try SubmittedRun(transport: transport)
      transport.fail(QueueError(.clockRefused, "Invalid timestamp."), for: run.topics.workers)
      let error = thrown(QueueError.self) {
        try run.work(change: { $0.wall = { Timestamp(milliseconds: Timestamp.now.milliseconds + 7_200_000) } }) { false }
      }
      #expect(error?.code == .clockRefused)
      #expect(
        error?.description
          == "This host's clock is up to 2 h ahead of the brokers', which take nothing that it publishes (INVALID_TIMESTAMP): set it, and start again."
      )
      #expect(try run.records(of: run.topics.workers).isEmpty)
      #expect(try transport.committedOffsets(of: [run.topics.jobs], group: run.topics.workGroup).isEmpty)
    }
  }

  @Test(arguments: [(-3_600, "60 min behind the brokers'"), (30, "30 s ahead of the brokers'"), (5, nil)] as [(Int64, String?)])
  func aHostWhoseClockIsOffSaysSo(seconds: Int64, difference: String?) async throws {
    try await blocking {
      let run = try SubmittedRun()
      let (_, log) = try run.work(change: { $0.wall = { Timestamp(milliseconds: Timestamp.now.milliseconds + seconds * 1000) } }) {
        try run.outcomes().count == 3
      }
      let lines = log.filter { $0.contains("this host's clock is") }
      #expect(lines.count == (difference == nil ? 0 : 1))
      #expect(lines.allSatisfy { $0.contains(difference ?? "") })
    }
  }

  @Test func aResultThatItsTopicRefusesIsADeadLetterAndTheWorkerGoesOn() async throws {
    try await blocking {
      let run = try SubmittedRun(transport: GuardedTransport(InMemoryTransport(), limits: [Topics().results: 1000]))
      _ = try run.work { try run.outcomes().count == 3 }
      #expect(try run.letters().map(\.error.code) == Array(repeating: "result_too_large", count: 3))
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
      let ended = try run.work {
        let ended = try run.records(of: topics.outcomes).count == 6
        return try ended && (limit > 100 ? run.letters().count == 3 : states().last?.droppedLetters == 3)
      }
      #expect(ended.tally.abandoned == 0)
      let found = try run.letters()
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
      let ended = try run.work { try run.outcomes().count == 1 }
      #expect(ended.tally.abandoned == 0)
      let letter = try #require(try run.letters().first)
      #expect(letter.error.message.hasPrefix("éé") && (3900...4000).contains(letter.error.message.utf8.count))
      #expect(try run.outcomes().values.first?.error == letter.error)
      let lines = ended.log.filter { $0.contains("an attempt failed") }
      #expect(lines.count == 3 && lines[0].contains("1 of 3") && lines[2].contains("3 of 3"), "\(lines.map { $0.prefix(200) })")
    }
  }

  @Test(arguments: ["jobs.retry", "jobs.parked"])
  func aCopyThatItsTopicRefusesIsADeadLetter(topic: String) async throws {
    try await blocking {
      let topics = try Topics()
      let run = try SubmittedRun(transport: GuardedTransport(InMemoryTransport(), limits: [topics.name(topic): 200]))
      if topic == "jobs.parked" { _ = try run.control.pause("r") }
      _ = try run.work(change: { if topic == "jobs.retry" { $0.memory = { MemoryRoom(bytes: 1000) } } }) { try run.outcomes().count == 3 }
      let errors = try run.letters().map(\.error)
      #expect(errors.count == 3 && errors.allSatisfy { $0.code == "copy_too_large" && $0.class == .permanent })
      #expect(topic == "jobs.parked" || errors.allSatisfy { $0.message.contains("1000 bytes are free") })
    }
  }

  @Test(arguments: [QueueError.Code.unreachable, .notAuthorised, .topicUnfit, .broker])
  func whatIsFinishedIsKeptWhileTheBrokerTakesNothing(code: QueueError.Code) async throws {
    try await blocking {
      let transport = GuardedTransport(InMemoryTransport())
      let run = try SubmittedRun(neurons: 6, transport: transport)
      transport.fail(QueueError(code, "No."), for: run.topics.results)
      let ended = try run.work {
        let states = try run.records(of: run.topics.workers).compactMap { try $0.record.open(WorkerState.self) }
        if states.last?.condition == .init(code) { transport.fail(nil, for: run.topics.results) }
        return try run.outcomes().count == 6
      }
      #expect(ended.tally == Worker.Tally(done: 6, abandoned: 0))
      #expect(try run.records(of: run.topics.results).count == 6)
      let about = ended.log.filter { $0.contains("condition=") }
      #expect(about.count == 2, "said once when it begins and once when it is over: \(about)")
    }
  }
}
