import Foundation
import Messages

/// A broker inside the process, for runs on one machine and for tests. It keeps every record until the transport is released, unless a topic has a rule.
public final class InMemoryTransport: Transport, @unchecked Sendable {
  // Everything below is touched only while the condition is locked.
  private let condition = MonotonicCondition()
  private var broker: InMemoryBroker
  private let now: @Sendable () -> Date

  /// - Parameters:
  ///   - retention: by a topic's name, when its records go; nil is never.
  ///   - now: the clock that stamps records.
  public init(
    retention: @escaping @Sendable (String) -> InMemoryRetention? = { _ in nil }, now: @escaping @Sendable () -> Date = { Date() }
  ) {
    broker = InMemoryBroker(retention: retention)
    self.now = now
  }

  public func prepare(_ topics: [TopicSpecification]) throws { try change { try $0.topics.prepare(topics) } }

  public func describe(_ topic: String) throws -> TopicDescription { try change { try $0.topics.describe(topic) } }

  @discardableResult
  public func publish(_ records: [Record], to topic: String, partition: Int32?) throws -> [(partition: Int32, offset: Int64)] {
    let timestamp = Int64((now().timeIntervalSince1970 * 1000).rounded())
    return try change { try $0.publish(records, to: topic, partition: partition, timestamp: timestamp) }
  }

  public func watermarks(of topic: String) throws -> [Watermarks] { try change { try $0.topics.watermarks(of: topic) } }

  public func reader(from offsets: [TopicPartition: Int64]) throws -> any RecordReader {
    InMemoryReader(transport: self, reader: try change { try $0.open(from: offsets) })
  }

  public func consumer(of topics: [String], group: String) throws -> any GroupConsumer {
    let member = try change { try $0.join(group, topics: topics) }
    return InMemoryConsumer(transport: self, group: group, member: member)
  }

  public func committedOffsets(of topic: String, group: String) throws -> [CommittedOffset?] {
    try change { broker in
      let committed = broker.committed(group)
      return try broker.topics.watermarks(of: topic).indices.map { committed[TopicPartition(topic: topic, partition: Int32($0))] }
    }
  }

  /// Runs the body alone, and wakes all who wait for something to change.
  func change<Result>(_ body: (inout InMemoryBroker) throws -> Result) rethrows -> Result {
    try condition.withLock {
      defer { condition.broadcast() }
      return try body(&broker)
    }
  }

  /// Runs the body, and again whenever something has changed, until it returns a value or the time is over.
  func wait<Result>(_ timeout: Duration, for body: (inout InMemoryBroker) throws -> Result?) rethrows -> Result? {
    let end = ContinuousClock.now + timeout
    return try condition.withLock {
      while true {
        let handovers = broker.handovers
        let result = try body(&broker)
        // A poll gives up what was revoked before: whoever gets it may be waiting.
        if broker.handovers != handovers { condition.broadcast() }
        if let result { return result }
        if !condition.wait(until: end) { return nil }
      }
    }
  }
}
