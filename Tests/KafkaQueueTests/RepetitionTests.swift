import CRdKafka
import Messages
import Queue
import Synchronization
import TestSupport
import Testing

@testable import KafkaQueue

/// What depends on a leader, a coordinator or a group that is loading, moving or away is asked again, whichever call it is.
@Suite struct RepetitionTests {
  /// A call of the transport, against the topic `t` with two records and the group `g`.
  struct Call: CustomTestStringConvertible, Sendable {
    var name: String
    var make: @Sendable (KafkaTransport) throws -> Void
    var testDescription: String { name }

    static let publish = Call(name: "publish") { _ = try $0.publish([Record(key: "k", value: [1])], to: "t", partition: 0) }
    static let watermarks = Call(name: "watermarks") { transport in
      let marks = try transport.watermarks(of: "t")
      try #require(marks[0].end >= 2)
    }
    static let offsets = Call(name: "offsets") { try #require($0.offsets(of: "t", at: Timestamp(milliseconds: 5)).count == 1) }
    static let committed = Call(name: "committedOffsets") { _ = try $0.committedOffsets(of: ["t"], group: "g") }
    static let lag = Call(name: "lag") { try #require($0.lag(of: ["t"], group: "g").count >= 0) }
    static let describe = Call(name: "describe") { try #require($0.describe("t").partitions == 1) }
    static let prepare = Call(name: "prepare") {
      try $0.prepare([TopicSpecification(name: "t", partitions: 1, replicationFactor: 1, settings: [:])])
    }
    static let read = Call(name: "read") { transport in
      var count = 0
      try transport.read("t", from: .offsets([0]), content: .keys) { _ in count += 1 }
      try #require(count >= 2)
    }
    static let reader = Call(name: "reader") { transport in
      let reader = try transport.reader(of: "t", from: [0])
      defer { reader.close() }
      let deadline = ContinuousClock.now + .seconds(60)
      while try reader.next(timeout: .milliseconds(100)) == nil { try #require(.now < deadline) }
    }
    static let join = Call(name: "consumer") { transport in
      let group = try transport.consumer(of: ["t"], group: "h")
      defer { group.close() }
      _ = try group.poll(timeout: .milliseconds(50))
    }

    static let all = [publish, watermarks, offsets, committed, lag, describe, prepare, read, reader, join]
  }

  private static let moving = [
    RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
  ]
  private static let leaderless = [
    RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
    RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
  ]

  private func settings(_ cluster: MockCluster) -> KafkaSettings {
    KafkaSettings(
      brokers: cluster.address,
      properties: ["reconnect.backoff.max.ms": "200", "heartbeat.interval.ms": "200", "session.timeout.ms": "30000"],
      requestTimeout: .seconds(20))
  }

  /// Attempts that fail at once are many, and each has more time than the one before: not without end.
  @Test func theTimeForAnAttemptStaysWithinTheTimeForAll() {
    var schedule = RetrySchedule(within: .seconds(60))
    var patience: [Duration] = []
    for _ in 0..<1000 {
      patience.append(schedule.patience)
      schedule.advance()
    }
    #expect(patience.prefix(5) == [.seconds(5), .seconds(10), .seconds(20), .seconds(40), .seconds(60)])
    #expect(patience.last == .seconds(60) && schedule.pause == .milliseconds(500))
  }

  @Test(
    arguments: [
      (Call.watermarks, .listOffsets, leaderless), (.offsets, .listOffsets, leaderless), (.lag, .listOffsets, leaderless),
      (.read, .listOffsets, leaderless), (.read, .fetch, leaderless), (.publish, .produce, Array(leaderless.prefix(3))),
    ] as [(Call, MockCluster.Request, [rd_kafka_resp_err_t])])
  func whatMovesIsAskedAgain(call: Call, request: MockCluster.Request, errors: [rd_kafka_resp_err_t]) async throws {
    try await ask(call, while: request, errors)
  }

  @Test(
    arguments: [
      (.committed, .offsetFetch, moving), (.committed, .findCoordinator, Array(moving.suffix(1))), (.lag, .offsetFetch, moving),
    ] as [(Call, MockCluster.Request, [rd_kafka_resp_err_t])])
  func aCoordinatorThatMovesIsAskedAgain(call: Call, request: MockCluster.Request, errors: [rd_kafka_resp_err_t]) async throws {
    try await ask(call, while: request, errors)
  }

  private func ask(_ call: Call, while request: MockCluster.Request, _ errors: [rd_kafka_resp_err_t]) async throws {
    try await blocking {
      let cluster = try MockCluster()
      cluster.create("t")
      let transport = try KafkaTransport(settings(cluster))
      for _ in 0..<2 { try Call.publish.make(transport) }
      cluster.fail(request, errors)
      try call.make(transport)
    }
  }

  @Test func aMembersOwnCallsAreRepeatedToo() async throws {
    try await blocking {
      let cluster = try MockCluster()
      cluster.create("t")
      let transport = try KafkaTransport(settings(cluster))
      for _ in 0..<2 { try Call.publish.make(transport) }
      let place = TopicPartition(topic: "t", partition: 0)
      var member = Member(try transport.consumer(of: ["t"], group: "g"))
      try member.poll { $0.records.count == 2 }
      cluster.fail(.commit, Self.moving)
      try member.consumer.commit([place: CommittedOffset(1)], synchronously: true)
      cluster.fail(.offsetFetch, Self.moving)
      #expect(try member.consumer.committed([place]) == [place: CommittedOffset(1)])
      member.consumer.close()
    }
  }

  /// Each is made again and again while the broker dies, is away, and comes back with its coordinators still loading.
  @Test(.enabled(if: LocalBroker.isAvailable, Comment(rawValue: LocalBroker.skipped)))
  func aBrokerIsKilledAndStartedUnderEveryCall() async throws {
    try await blocking(startsAtOnce: true) {
      let broker = try LocalBroker()
      try broker.start()
      let transport = try KafkaTransport(KafkaSettings(brokers: broker.address, requestTimeout: .seconds(90)))
      try transport.prepare([TopicSpecification(name: "t", partitions: 1, replicationFactor: 1, settings: [:])])
      for _ in 0..<2 { try Call.publish.make(transport) }
      let place = TopicPartition(topic: "t", partition: 0)
      var member = Member(try transport.consumer(of: ["t"], group: "g"))
      try member.poll { $0.records.count >= 2 }
      try member.consumer.commit([place: CommittedOffset(1)], synchronously: true)

      let flag = Flag()
      let made = Mutex<[String: Int]>([:])
      let threads = Call.all.map { call in
        (
          call.name,
          SideThread {
            while !flag.isRaised {
              try call.make(transport)
              made.withLock { $0[call.name, default: 0] += 1 }
            }
          }
        )
      }
      func awaitOneMoreOfEach() throws {
        let before = made.withLock { $0 }
        let deadline = ContinuousClock.now + .seconds(90)
        // Two more: the first may have been under way for long.
        while made.withLock({ made in Call.all.contains { made[$0.name, default: 0] < before[$0.name, default: 0] + 2 } }) {
          try #require(.now < deadline, "\(made.withLock { $0 }) after \(before)")
          _ = try member.consumer.poll(timeout: .milliseconds(20))
        }
      }
      try awaitOneMoreOfEach()
      try broker.kill()
      _ = try member.consumer.poll(timeout: .milliseconds(500))
      try broker.start()
      try awaitOneMoreOfEach()
      flag.raise()
      for (name, thread) in threads { #expect(throws: Never.self, "\(name)") { try thread.join() } }
      #expect(try member.consumer.committed([place])[place]?.offset == 1)
      member.consumer.close()
      try broker.stop()
    }
  }
}
