import CRdKafka
import Foundation
import KafkaQueue
import Messages
import Queue
import Synchronization
import TestSupport
import Testing

/// What is Kafka's own: connections, settings, and their ends.
@Suite struct KafkaTransportTests {
  @Test func anUnreachableBrokerIsNamedWithinSeconds() async throws {
    try await blocking {
      let start = ContinuousClock.now
      let error = try #require(
        thrown(QueueError.self) { try KafkaTransport(KafkaSettings(brokers: "127.0.0.1:1", connectTimeout: .seconds(1))) })
      #expect(error.code == .unreachable)
      #expect(error.isRetriable)
      #expect(error.description.hasPrefix("No Kafka broker answers at 127.0.0.1:1: "), "\(error)")
      #expect(error.description.contains("Connection refused"), "\(error)")
      #expect(ContinuousClock.now - start < .seconds(8))
    }
  }

  @Test(.enabled(if: LocalBroker.isAvailable, Comment(rawValue: LocalBroker.skipped)))
  func aControllersAddressIsNamedAndAListGoesOnToABroker() async throws {
    try await blocking {
      let broker = try LocalBroker.shared.get()
      let start = ContinuousClock.now
      let error = try #require(thrown(QueueError.self) { try KafkaTransport(KafkaSettings(brokers: broker.controllerAddress)) })
      #expect(error.code == .unreachable && error.isRetriable)
      #expect(error.description == "\(broker.controllerAddress) is a Kafka controller, not a broker: give the address of a broker.")
      #expect(.now - start < .seconds(10))
      for _ in 0..<4 {
        let transport = try KafkaTransport(KafkaSettings(brokers: "\(broker.controllerAddress),\(broker.address)"))
        let topic = try TransportUnderTest.kafka.topic(on: transport)
        try transport.publish([Record(key: "0", value: [1])], to: topic, partition: 0)
        #expect(try transport.endOffsets(of: topic) == [1])
      }
    }
  }

  @Test(.enabled(if: LocalBroker.isAvailable, Comment(rawValue: LocalBroker.skipped)))
  func anAdvertisedAddressWhereNobodyAnswersIsNamed() async throws {
    try await blocking {
      let address = try LocalBroker.shared.get().astrayAddress
      let start = ContinuousClock.now
      let error = try #require(thrown(QueueError.self) { try KafkaTransport(KafkaSettings(brokers: address)) })
      #expect(error.code == .unreachable && error.isRetriable)
      #expect(
        error.description
          == "The broker at \(address) sends its clients to 127.0.0.1:1 (advertised.listeners), and 127.0.0.1:1 does not answer "
          + "(Connection refused): let it advertise an address that this host reaches.")
      #expect(.now - start < .seconds(10))
    }
  }

  @Test(arguments: [
    ("127.0.0.1:9092", true), ("localhost", true), ("kafka-0.kafka.svc:29092,kafka-1.kafka.svc:29092", true), ("a:1, b:65535", true),
    ("[::1]:9092", true), ("SASL_SSL://broker.example.org:9093", true), ("http://127.0.0.1:9092", false), ("127.0.0.1:99999", false),
    ("127.0.0.1:0", false), ("127.0.0.1:", false), ("127.0.0.1:9092,", false), ("", false), ("a b:1", false), ("::1:9092", false),
    ("a:99999999999999999999", false),
  ])
  func addressesAreAHostAndAPort(text: String, areAddresses: Bool) { #expect(KafkaSettings.areAddresses(text) == areAddresses) }

  @Test(arguments: [
    ("enable.idempotence", "false", "The Kafka property enable.idempotence cannot be set: the delivery rules rest on it. Leave it out."),
    ("no.such.property", "1", "The Kafka property no.such.property is refused: No such configuration property: \"no.such.property\"."),
    (
      "socket.timeout.ms", "sesame",
      "The Kafka property socket.timeout.ms is refused: Invalid value for configuration property \"socket.timeout.ms\"."
    ),
  ])
  func aPropertyThatDoesNotWorkIsNamed(name: String, value: String, sentence: String) async throws {
    try await blocking {
      let error = try #require(
        thrown(QueueError.self) { try KafkaTransport(KafkaSettings(brokers: "127.0.0.1:1", properties: [name: value])) })
      #expect(error.description == sentence)
      #expect(!error.description.contains("sesame"), "a value may be a secret")
    }
  }

  @Test(.enabled(if: LocalBroker.isAvailable, Comment(rawValue: LocalBroker.skipped)))
  func leavingIsQuickWhileACommitIsUnderWay() async throws {
    try await blocking {
      let lines = Mutex<[String]>([])
      let settings = KafkaSettings(brokers: try LocalBroker.shared.get().address, log: { line in lines.withLock { $0.append(line) } })
      let transport = try KafkaTransport(settings)
      let topic = try TransportUnderTest.kafka.topic(on: transport)
      try transport.publish([Record(key: "0", value: [1])], to: topic, partition: 0)
      var member = Member(try transport.consumer(of: [topic], group: topic))
      try member.poll { $0.records.count == 1 }
      for offset: Int64 in 0..<5 {
        try member.consumer.commit([TopicPartition(topic: topic, partition: 0): CommittedOffset(offset)], synchronously: false)
      }
      member.consumer.close()
      #expect(lines.withLock { $0.filter { $0.contains("abandoned") } } == [])
    }
  }

  @Test(.enabled(if: LocalBroker.isAvailable, Comment(rawValue: LocalBroker.skipped)))
  func partitionsThatAreAddedAreSharedOutSoon() async throws {
    try await blocking(startsAtOnce: true) {
      let address = try LocalBroker.shared.get().address
      let transport = try KafkaTransport(KafkaSettings(brokers: address))
      try transport.prepare([TopicSpecification(name: "growing", partitions: 1, replicationFactor: 1, settings: [:])])
      var member = Member(try transport.consumer(of: ["growing"], group: "growing"))
      try member.poll { $0.assigned.count == 1 }
      try grow("growing", to: 3, at: address)
      // On a busy machine more; librdkafka by itself would look after five minutes.
      let deadline = ContinuousClock.now + .seconds(90)
      while member.assigned.count < 3 {
        try #require(.now < deadline, "it was given \(member.assigned.count) partitions")
        try member.step(.milliseconds(100))
      }
      try transport.publish([Record(key: "new", value: [1])], to: "growing", partition: 2)
      try member.poll { $0.records == ["new"] }
      member.consumer.close()
    }
  }

  /// Gives a topic more partitions, as an administrator may.
  private func grow(_ topic: String, to partitions: Int, at address: String) throws {
    let configuration = rd_kafka_conf_new()
    rd_kafka_conf_set(configuration, "bootstrap.servers", address, nil, 0)
    let client = try #require(rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0))
    defer { rd_kafka_destroy(client) }
    var wish = rd_kafka_NewPartitions_new(topic, partitions, nil, 0)
    defer { rd_kafka_NewPartitions_destroy(wish) }
    let queue = rd_kafka_queue_new(client)
    defer { rd_kafka_queue_destroy(queue) }
    rd_kafka_CreatePartitions(client, &wish, 1, nil, queue)
    let event = try #require(rd_kafka_queue_poll(queue, 30_000), "the broker does not answer")
    defer { rd_kafka_event_destroy(event) }
    try #require(rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR)
  }

  @Test(.enabled(if: LocalBroker.isAvailable, Comment(rawValue: LocalBroker.skipped)))
  func recordsAndCommitsOutliveAKilledBrokerAndClientsGoOn() async throws {
    try await blocking(startsAtOnce: true) {
      let broker = try LocalBroker()
      try broker.start()
      // A member that hears soon of what it has lost.
      let settings = KafkaSettings(brokers: broker.address, properties: ["session.timeout.ms": "3000", "heartbeat.interval.ms": "300"])
      let transport = try KafkaTransport(settings)
      try transport.prepare(Self.topics)
      let place = TopicPartition(topic: "jobs", partition: 0)
      try transport.publish((0..<3).map { Record(key: "\($0)", value: [1]) }, to: "jobs", partition: 0)
      var member = Member(try transport.consumer(of: ["jobs", "retry"], group: "g"))
      try member.poll { $0.records.count == 3 }
      try member.consumer.commit([place: CommittedOffset(2)], synchronously: true)

      try broker.kill()
      #expect(try member.consumer.poll(timeout: .milliseconds(200)) == nil, "a broker that is gone does not end the loop")
      try broker.start()

      #expect(try transport.publish([Record(key: "3", value: [1])], to: "jobs", partition: 0).map(\.offset) == [3])
      #expect(try transport.committedOffsets(of: "jobs", group: "g") == [CommittedOffset(2)])
      try member.poll { $0.records.contains("3") }
      member.consumer.close()
      try goOnWhereItComesBackEmpty(broker, transport)
      try broker.stop()
    }
  }

  /// A member's topics are made again as they were a while after its group has come together again without any. It is a new member: librdkafka's own look for topics, every 20 s,
  /// is not to come just then.
  private func goOnWhereItComesBackEmpty(_ broker: LocalBroker, _ transport: KafkaTransport) throws {
    var member = Member(try transport.consumer(of: ["jobs", "retry"], group: "wiped"))
    try member.poll { $0.assigned.count == 5 }
    try broker.wipe()
    try broker.start()
    // What it had is lost, and of topics that are not there it is given nothing.
    let lost = ContinuousClock.now + .seconds(30)
    while !member.assigned.isEmpty {
      try #require(.now < lost, "it has not heard that the group is gone")
      try? member.step(.milliseconds(100))
    }
    let given = ContinuousClock.now + .seconds(3)
    while .now < given { try? member.step(.milliseconds(100)) }
    try transport.prepare(Self.topics)
    try transport.publish([Record(key: "new", value: [1])], to: "retry", partition: 3)
    let taken = ContinuousClock.now + .seconds(15)
    while member.records.last != "new" {
      try #require(.now < taken, "it was given \(member.assigned.count) partitions")
      try? member.step(.milliseconds(100))
    }
    member.consumer.close()
  }

  private static let topics = [("jobs", 1), ("retry", 4)].map {
    TopicSpecification(name: $0, partitions: $1, replicationFactor: 1, settings: [:])
  }
}
