import Foundation
import Queue
import Synchronization
import Testing

/// The transports that the conformance suite runs over.
enum TransportUnderTest: String, CaseIterable, CustomTestStringConvertible {
  case inMemory

  static var available: [TransportUnderTest] { [.inMemory] }

  var testDescription: String { rawValue }

  func make() throws -> any Transport {
    switch self {
    case .inMemory: InMemoryTransport()
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
