import Queue
import Testing

/// A group member as a test sees it: what it was told, in order.
struct Member {
  let consumer: any GroupConsumer
  private(set) var assigned: Set<TopicPartition> = []
  /// Keys, in the order of delivery.
  private(set) var records: [String] = []
  private(set) var commits: [ConsumerEvent] = []
  /// Committed synchronously, where taken away.
  var commitsOnRevoke: [TopicPartition: CommittedOffset] = [:]

  init(_ consumer: any GroupConsumer) { self.consumer = consumer }

  /// Polls until the condition holds, for 30 s at most.
  mutating func poll(_ location: SourceLocation = #_sourceLocation, until condition: (Member) -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !condition(self) {
      try #require(ContinuousClock.now < deadline, "waited 30 s for it", sourceLocation: location)
      try step(.milliseconds(100))
    }
  }

  /// Polls for a while, for what must not happen.
  mutating func poll(for time: Duration) throws {
    let deadline = ContinuousClock.now + time
    while ContinuousClock.now < deadline { try step(.milliseconds(20)) }
  }

  mutating func step(_ timeout: Duration) throws {
    switch try consumer.poll(timeout: timeout) {
    case nil: break
    case .record(let record): records.append(record.record.key)
    case .assigned(let places): assigned.formUnion(places)
    case .revoked(let places, _):
      let last = commitsOnRevoke.filter { places.contains($0.key) }
      if !last.isEmpty { try consumer.commit(last, synchronously: true) }
      try consumer.release()
      assigned.subtract(places)
    case .committed(let offsets, let failure): commits.append(.committed(offsets, failure: failure))
    }
  }
}

/// Polls two members in turn until the condition holds, for 30 s at most.
func poll(
  _ first: inout Member, _ second: inout Member, _ location: SourceLocation = #_sourceLocation, until condition: (Member, Member) -> Bool
) throws {
  let deadline = ContinuousClock.now + .seconds(30)
  while !condition(first, second) {
    try #require(ContinuousClock.now < deadline, "waited 30 s for it", sourceLocation: location)
    try first.step(.milliseconds(10))
    try second.step(.milliseconds(10))
  }
}

func poll(_ first: inout Member, _ second: inout Member, for time: Duration) throws {
  let deadline = ContinuousClock.now + time
  while ContinuousClock.now < deadline {
    try first.step(.milliseconds(10))
    try second.step(.milliseconds(10))
  }
}
