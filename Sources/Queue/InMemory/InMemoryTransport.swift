import Foundation
import Messages

/// A broker inside the process, for runs on one machine and for tests. It keeps every record until the transport is released, unless a topic has a rule.
public final class InMemoryTransport: Transport, @unchecked Sendable {
  // Everything below is touched only while the condition is locked.
  private let condition = MonotonicCondition()
  private var broker: InMemoryBroker
  public let clock: BrokerClock
  private let now: @Sendable () -> Timestamp

  /// - Parameters:
  ///   - retention: by a topic's name, when its records go; nil is never.
  ///   - now: the broker's clock, which stamps records. By default it is read from this host's once, and is not set with it later.
  public init(
    retention: @escaping @Sendable (String) -> InMemoryRetention? = { _ in nil },
    now: @escaping @Sendable () -> Timestamp = InMemoryTransport.steadyTime()
  ) {
    broker = InMemoryBroker(retention: retention)
    self.now = now
    clock = BrokerClock { .milliseconds(now().milliseconds) }
    clock.receive(now().milliseconds)
  }

  /// A clock that is right now, and passes as the monotonic clock does from here on.
  public static func steadyTime() -> @Sendable () -> Timestamp {
    let start = (time: Int64((Date().timeIntervalSince1970 * 1000).rounded()), moment: ContinuousClock.now)
    return { Timestamp(milliseconds: start.time + Int64((ContinuousClock.now - start.moment) / .milliseconds(1))) }
  }

  @discardableResult
  public func prepare(_ topics: [TopicSpecification]) throws -> [String] { try change { try $0.topics.prepare(topics) } }

  /// Gives a topic more partitions, as an administrator may at any time. Members of groups are given them when one joins or leaves.
  public func grow(_ topic: String, to partitions: Int) throws { try change { try $0.topics.grow(topic, to: partitions) } }

  /// Deletes a topic and makes it again under its name, as an administrator may; what groups have committed of it stays.
  public func remake(_ topic: String) throws { try change { try $0.topics.remake(topic) } }

  public func describe(_ topic: String) throws -> TopicDescription { try change { try $0.topics.describe(topic) } }

  @discardableResult
  public func publish(_ records: [Record], to topic: String, partition: Int32?) throws -> [Place] {
    let timestamp = now().milliseconds
    return try change { try $0.publish(records, to: topic, timestamp: timestamp) { _ in partition } }
  }

  @discardableResult
  public func publish(_ records: [Record], to topic: String, partitions: [Int32]) throws -> [Place] {
    let timestamp = now().milliseconds
    return try change { try $0.publish(records, to: topic, timestamp: timestamp) { partitions[$0] } }
  }

  public func watermarks(of topics: [String]) throws -> [String: [Watermarks]] {
    try change { broker in try topics.reduce(into: [:]) { $0[$1] = try broker.topics.watermarks(of: $1) } }
  }

  public func offsets(of topic: String, at time: Timestamp) throws -> [Int64] {
    try change { try $0.topics.offsets(of: topic, at: time.milliseconds) }
  }

  public func read(_ ranges: [TopicPartition: Range<Int64>], content: ReadContent, _ body: (ReceivedRecord) throws -> Void) throws {
    for (place, range) in ranges {
      try change { try $0.topics.check(place) }
      for offset in range {
        // Asked for one by one: the body may publish.
        guard var received = change({ $0.topics.record(at: offset, of: place) }) else { continue }
        if content != .whole { received.record.value = received.record.value.map { _ in [] } }
        if content == .keys { received.record.headers = [] }
        try body(received)
      }
    }
  }

  public func reader(from offsets: [TopicPartition: Int64]) throws -> any RecordReader {
    InMemoryReader(transport: self, reader: try change { try $0.open(from: offsets) })
  }

  public func consumer(of topics: [String], group: String) throws -> any GroupConsumer {
    let member = try change { try $0.join(group, topics: topics) }
    return InMemoryConsumer(transport: self, group: group, member: member)
  }

  public func committedOffsets(of topics: [String], group: String) throws -> [TopicPartition: CommittedOffset] {
    try change { broker in
      let places = Set(try broker.topics.partitions(of: topics))
      return broker.committed(group).filter { places.contains($0.key) }
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
