import CRdKafka
import KafkaQueue
import Messages
import Queue
import TestSupport
import Testing

/// Errors of the protocol, brokers that go and come back, slow answers: injected by librdkafka's mock cluster.
@Suite struct FaultTests {
  @Test func whatTheBrokerAsksToRepeatIsRepeatedAndStandsOnce() async throws {
    try await blocking {
      let cluster = try MockCluster()
      cluster.create("results")
      let transport = try KafkaTransport(settings(cluster))
      cluster.fail(
        .produce, [RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT])
      let places = try transport.publish((0..<20).map { Record(key: "\($0)", value: [1]) }, to: "results", partition: 0)
      #expect(places.map(\.offset) == (0..<20).map(Int64.init))
      #expect(try transport.endOffsets(of: "results") == [20])
    }
  }

  @Test(
    arguments: [
      (RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, .notAuthorised, false),
      (RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, .recordTooLarge, false),
      (RD_KAFKA_RESP_ERR_INVALID_RECORD, .recordRefused, false),
    ] as [(rd_kafka_resp_err_t, QueueError.Code, Bool)])
  func aRefusalIsNamedAndTheNextRecordPasses(refusal: rd_kafka_resp_err_t, code: QueueError.Code, isRetriable: Bool) async throws {
    try await blocking {
      let cluster = try MockCluster()
      cluster.create("results")
      let transport = try KafkaTransport(settings(cluster, requestTimeout: .seconds(2)))
      cluster.fail(.produce, [refusal])
      let error = try #require(
        thrown(QueueError.self) { try transport.publish([Record(key: "run/1", value: [1])], to: "results", partition: 0) })
      #expect(error.code == code)
      #expect(error.isRetriable == isRetriable)
      #expect(!error.isFatal)
      #expect(error.description.contains("run/1") && error.description.contains("results"), "\(error)")
      // The client keeps a topic's refusal until it asks again.
      try until { (try? transport.publish([Record(key: "run/2", value: [1])], to: "results", partition: 0)) != nil }
    }
  }

  @Test func aBrokerThatIsGoneIsARetriableErrorAndItsReturnIsEnough() async throws {
    try await blocking {
      let cluster = try MockCluster()
      cluster.create("results")
      let transport = try KafkaTransport(settings(cluster, requestTimeout: .seconds(2)))
      try transport.publish([Record(key: "0", value: [1])], to: "results", partition: 0)
      cluster.isDown(true)
      let error = try #require(
        thrown(QueueError.self) { try transport.publish([Record(key: "1", value: [1])], to: "results", partition: 0) })
      #expect(error.code == .unreachable)
      #expect(error.isRetriable && !error.isFatal)
      #expect(error.description.contains(cluster.address), "\(error)")
      cluster.isDown(false)
      try until { (try? transport.publish([Record(key: "2", value: [1])], to: "results", partition: 0)) != nil }
    }
  }

  @Test(arguments: [
    RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
  ])
  func aRefusedCommitEndsNothingAndIsMadeAgain(refusal: rd_kafka_resp_err_t) async throws {
    try await blocking {
      let cluster = try MockCluster()
      cluster.create("jobs")
      let transport = try KafkaTransport(settings(cluster))
      try transport.publish((0..<3).map { Record(key: "\($0)", value: [1]) }, to: "jobs", partition: 0)
      let worker = JobConsumer(
        try transport.consumer(of: ["jobs"], group: "g"), intake: JobIntake(slots: 1, commitInterval: .milliseconds(50)), clock: now)
      cluster.fail(.commit, [refusal])
      var finished = Set<String>()
      try until {
        var jobs = try worker.poll(timeout: .milliseconds(50))
        while let job = jobs.popLast() {
          finished.insert(job.record.record.key)
          jobs += try worker.finish(job.ticket)
        }
        return try worker.refusedCommits > 0 && transport.committedOffsets(of: "jobs", group: "g")[0]?.offset == 3
      }
      #expect(finished == ["0", "1", "2"])
      try worker.close()
    }
  }

  @Test func aMemberThatTheGroupHasForgottenLosesItsPartitionsJoinsAgainAndLosesNoJob() async throws {
    try await blocking {
      let cluster = try MockCluster()
      cluster.create("jobs", partitions: 2)
      let transport = try KafkaTransport(settings(cluster))
      for partition: Int32 in 0..<2 { try transport.publish([Record(key: "\(partition)", value: [1])], to: "jobs", partition: partition) }
      let worker = JobConsumer(try transport.consumer(of: ["jobs"], group: "g"), intake: JobIntake(slots: 4), clock: now)
      var jobs: [JobConsumer.Started] = []
      try until {
        jobs += try worker.poll(timeout: .milliseconds(50))
        return jobs.count == 2
      }
      let first = worker.assignments
      cluster.fail(.heartbeat, [RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID])
      try until {
        jobs += try worker.poll(timeout: .milliseconds(50))
        return worker.assignments > first && worker.assigned.count == 2
      }
      try transport.publish([Record(key: "2", value: [1])], to: "jobs", partition: 0)
      try until {
        jobs += try worker.poll(timeout: .milliseconds(50))
        return jobs.contains { $0.record.record.key == "2" }
      }
      #expect(jobs.map(\.record.record.key).sorted() == ["0", "1", "2"], "what ran on was not started twice")
      for job in jobs { _ = try worker.finish(job.ticket) }
      #expect(worker.staleCompletions == 0)
      try worker.close()
      #expect(try transport.committedOffsets(of: "jobs", group: "g").map { $0?.offset } == [2, 1])
    }
  }

  @Test func errorsOfFetchingDoNotEndAReader() async throws {
    try await blocking {
      let cluster = try MockCluster()
      cluster.create("outcomes")
      let transport = try KafkaTransport(settings(cluster))
      try transport.publish((0..<5).map { Record(key: "\($0)", value: [1]) }, to: "outcomes", partition: 0)
      cluster.fail(.fetch, [RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_UNKNOWN, RD_KAFKA_RESP_ERR__TRANSPORT])
      cluster.fail(.listOffsets, [RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE])
      let reader = try transport.reader(of: "outcomes", from: [0])
      var keys: [String] = []
      try until {
        if let record = try reader.next(timeout: .milliseconds(100)) { keys.append(record.record.key) }
        return keys.count == 5
      }
      #expect(keys == ["0", "1", "2", "3", "4"])
      #expect(try reader.isAtEnd())
      reader.close()
    }
  }

  @Test func leavingKeepsItsDeadlineWhenTheBrokersAreGone() async throws {
    try await blocking {
      let cluster = try MockCluster()
      cluster.create("jobs")
      let transport = try KafkaTransport(settings(cluster, requestTimeout: .seconds(2), closeTimeout: .seconds(1)))
      try transport.publish([Record(key: "0", value: [1])], to: "jobs", partition: 0)
      let worker = JobConsumer(try transport.consumer(of: ["jobs"], group: "g"), intake: JobIntake(slots: 1), clock: now)
      var jobs: [JobConsumer.Started] = []
      try until {
        jobs += try worker.poll(timeout: .milliseconds(50))
        return jobs.count == 1
      }
      cluster.isDown(true)
      _ = try worker.finish(jobs[0].ticket)
      let start = ContinuousClock.now
      try worker.close()
      #expect(ContinuousClock.now - start < .seconds(8), "2 s for the last commit, 1 s for leaving")
      cluster.isDown(false)
    }
  }

  @Test func slowAnswersSlowNothingButThemselves() async throws {
    try await blocking {
      let cluster = try MockCluster()
      cluster.create("results")
      let transport = try KafkaTransport(settings(cluster))
      cluster.roundTrip(milliseconds: 300)
      let places = try transport.publish((0..<500).map { Record(key: "\($0)", value: [1]) }, to: "results", partition: 0)
      #expect(places.map(\.offset) == (0..<500).map(Int64.init), "one after the other they would take minutes")
    }
  }

  private func settings(_ cluster: MockCluster, requestTimeout: Duration = .seconds(20), closeTimeout: Duration = .seconds(5))
    -> KafkaSettings
  {
    KafkaSettings(
      brokers: cluster.address,
      properties: ["reconnect.backoff.max.ms": "200", "heartbeat.interval.ms": "200", "session.timeout.ms": "3500"],
      requestTimeout: requestTimeout, closeTimeout: closeTimeout)
  }

  private func now() -> Duration {
    let now = ContinuousClock.now
    return FaultTests.start.duration(to: now)
  }

  private static let start = ContinuousClock.now

  private func until(_ location: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while try !condition() { try #require(ContinuousClock.now < deadline, "waited 30 s for it", sourceLocation: location) }
  }
}
