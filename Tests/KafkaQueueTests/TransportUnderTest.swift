import KafkaQueue
import Queue
import Synchronization
import TestSupport
import Testing

/// The transports that the conformance suite runs over.
enum TransportUnderTest: String, CaseIterable, CustomTestStringConvertible {
  case inMemory
  /// One that lets go of what the group that is named like its topic has committed.
  case forgetful
  case kafka

  /// Kafka where a broker can be started.
  static var available: [TransportUnderTest] { LocalBroker.isAvailable ? allCases : [.inMemory, .forgetful] }

  var testDescription: String { rawValue }

  func make() throws -> any Transport {
    switch self {
    case .inMemory: InMemoryTransport()
    case .forgetful: InMemoryTransport(retention: { .untilCommitted(group: $0) })
    case .kafka: try KafkaTransport(KafkaSettings(brokers: LocalBroker.shared.get().address))
    }
  }

  /// A topic that no other test uses, created.
  func topic(
    on transport: any Transport, partitions: Int = 1, settings: [String: String] = [:], name: String = #function
  ) throws -> String {
    let number = TransportUnderTest.topics.add(1, ordering: .relaxed).newValue
    let specification = TopicSpecification(
      name: "\(name.prefix { $0.isLetter }).\(number)", partitions: partitions, replicationFactor: 1, settings: settings)
    try transport.prepare([specification])
    return specification.name
  }

  private static let topics = Atomic<Int>(0)
}

/// Says in one line that the other half of the conformance suite was skipped.
@Suite struct KafkaAvailabilityTests {
  @Test(.enabled(if: LocalBroker.isAvailable, Comment(rawValue: LocalBroker.skipped)))
  func theConformanceSuiteRunsOverKafkaToo() throws {
    #expect(TransportUnderTest.available.contains(.kafka))
    _ = try TransportUnderTest.kafka.make()
  }
}
