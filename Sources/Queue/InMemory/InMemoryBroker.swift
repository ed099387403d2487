import Messages

/// The topics and groups of an in-memory transport: what a broker decides, as a value without threads or clocks.
struct InMemoryBroker {
  var topics = InMemoryTopics()
  /// Counts the moments at which partitions changed hands, so that waiting members can be woken.
  private(set) var handovers = 0

  private var groups: [String: InMemoryGroup] = [:]
  private var lastMember = 0
  var readers = InMemoryReaders()
  /// By topic.
  let retention: @Sendable (String) -> InMemoryRetention?

  init(retention: @escaping @Sendable (String) -> InMemoryRetention?) { self.retention = retention }

  mutating func publish(
    _ records: [Record], to topic: String, timestamp: Int64, partition: (Int) -> Int32?
  ) throws -> [Place] {
    let places = try topics.publish(records, to: topic, timestamp: timestamp, partition: partition)
    if case .latest(let count) = retention(topic) {
      for place in places {
        topics.forget(before: place.offset + 1 - Int64(count), of: TopicPartition(topic: topic, partition: place.partition))
      }
    }
    return places
  }

  mutating func join(_ group: String, topics subscribed: [String]) throws -> Int {
    let partitions = try topics.partitions(of: subscriptions(group).union(subscribed))
    lastMember += 1
    groups[group, default: InMemoryGroup()].join(lastMember, topics: Set(subscribed), partitions: partitions)
    handovers += 1
    return lastMember
  }

  mutating func subscribe(_ group: String, member: Int, to subscribed: [String]) throws {
    let former = subscriptions(group)
    let partitions = try topics.partitions(of: former.union(subscribed))
    groups[group]?.subscribe(member, to: Set(subscribed), partitions: partitions)
    handovers += 1
  }

  mutating func leave(_ group: String, member: Int) {
    guard let partitions = try? topics.partitions(of: subscriptions(group)) else { return }
    groups[group]?.leave(member, partitions: partitions)
    handovers += 1
  }

  /// The next event that is ready.
  mutating func poll(_ group: String, member: Int) throws -> ConsumerEvent? {
    let topics = topics
    return groups[group]?.update(member) { member -> ConsumerEvent? in
      if !member.events.isEmpty { return member.events.removeFirst() }
      if !member.condemned.isEmpty {
        defer { member.condemned = [] }
        member.revoking.formUnion(member.condemned)
        return .revoked(member.condemned, lost: false)
      }
      return InMemoryBroker.nextRecord(&member, of: topics).map(ConsumerEvent.record)
    } ?? nil
  }

  mutating func pause(_ group: String, member: Int, _ partitions: Set<TopicPartition>) {
    groups[group]?.update(member) { member in member.paused.formUnion(partitions.filter { member.positions[$0] != nil }) }
  }

  mutating func resume(_ group: String, member: Int, _ partitions: Set<TopicPartition>) {
    groups[group]?.update(member) { $0.paused.subtract(partitions) }
  }

  /// Records are read from where the partition begins.
  mutating func rewind(_ group: String, member: Int, _ partitions: Set<TopicPartition>) {
    groups[group]?.update(member) { member in for place in partitions where member.positions[place] != nil { member.positions[place] = 0 } }
  }

  mutating func commit(_ group: String, member: Int, _ offsets: [TopicPartition: CommittedOffset], synchronously: Bool) throws {
    let stale = offsets.keys.filter { groups[group]?.owns(member, $0) != true }
    if let place = stale.min(by: { ($0.topic, $0.partition) < ($1.topic, $1.partition) }) {
      throw QueueError(
        .staleAssignment, "Partition \(place.partition) of \(place.topic) is no longer this member's: nothing was committed.")
    }
    groups[group]?.committed.merge(offsets) { $1 }
    for (place, committed) in offsets where retention(place.topic) == .untilCommitted(group: group) {
      topics.forget(before: committed.offset, of: place)
    }
    if !synchronously { groups[group]?.update(member) { $0.events.append(.committed(offsets, failure: nil)) } }
  }

  /// Gives up what was revoked.
  mutating func release(_ group: String, member: Int) throws {
    let partitions = try topics.partitions(of: subscriptions(group))
    if groups[group]?.release(member, partitions: partitions) == true { handovers += 1 }
  }

  func committed(_ group: String) -> [TopicPartition: CommittedOffset] { groups[group]?.committed ?? [:] }

  private static func nextRecord(_ member: inout InMemoryGroup.Member, of topics: InMemoryTopics) -> ReceivedRecord? {
    let places = member.positions.keys.filter { !member.paused.contains($0) && !member.revoking.contains($0) }
      .sorted { ($0.topic, $0.partition) < ($1.topic, $1.partition) }
    for step in places.indices {
      let place = places[(member.turn + step) % places.count]
      // Beyond the end, as of a topic that was made again, a member begins anew.
      if let position = member.positions[place], position > topics.end(of: place) { member.positions[place] = 0 }
      guard let position = member.positions[place], let record = topics.record(from: position, of: place) else { continue }
      member.positions[place] = record.offset + 1
      member.turn = (member.turn + step + 1) % places.count
      return record
    }
    return nil
  }

  /// The topics that a group's members subscribe to.
  private func subscriptions(_ group: String) -> Set<String> {
    groups[group]?.members.values.reduce(into: []) { $0.formUnion($1.topics) } ?? []
  }
}
