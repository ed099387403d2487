/// A consumer group of the in-memory broker: who owns which partition, and how ownership moves.
///
/// As with Kafka's cooperative protocol, a partition that is to move is first revoked, and handed to its next owner only once the former one has released it (so that
/// it could commit) or has left.
struct InMemoryGroup {
  struct Member {
    var topics: Set<String>
    var events: [ConsumerEvent] = []
    /// The next offset to deliver, by owned partition.
    var positions: [TopicPartition: Int64] = [:]
    var paused: Set<TopicPartition> = []
    /// To be revoked at the next poll.
    var condemned: Set<TopicPartition> = []
    /// Revoked, and not given up yet.
    var revoking: Set<TopicPartition> = []
    /// Where the search for the next record begins, so that all partitions get their turn.
    var turn = 0
  }

  private(set) var members: [Int: Member] = [:]
  var committed: [TopicPartition: CommittedOffset] = [:]
  /// Members in the order in which they joined.
  private var order: [Int] = []
  private var owner: [TopicPartition: Int] = [:]

  mutating func join(_ id: Int, topics: Set<String>, partitions: [TopicPartition]) {
    members[id] = Member(topics: topics)
    order.append(id)
    settle(partitions)
  }

  mutating func subscribe(_ id: Int, to topics: Set<String>, partitions: [TopicPartition]) {
    members[id]?.topics = topics
    settle(partitions)
  }

  mutating func leave(_ id: Int, partitions: [TopicPartition]) {
    members[id] = nil
    order.removeAll { $0 == id }
    owner = owner.filter { $0.value != id }
    settle(partitions)
  }

  func owns(_ id: Int, _ place: TopicPartition) -> Bool { owner[place] == id }

  mutating func update<Result>(_ id: Int, _ change: (inout Member) throws -> Result) rethrows -> Result? {
    guard var member = members[id] else { return nil }
    defer { members[id] = member }
    return try change(&member)
  }

  /// Gives up what was revoked, and returns whether that was anything.
  mutating func release(_ id: Int, partitions: [TopicPartition]) -> Bool {
    guard let released = members[id]?.revoking, !released.isEmpty else { return false }
    members[id]?.revoking = []
    for place in released {
      owner[place] = nil
      members[id]?.positions[place] = nil
      members[id]?.paused.remove(place)
    }
    settle(partitions)
    return true
  }

  /// Moves ownership one step towards an even share, keeping what a member has where possible.
  private mutating func settle(_ partitions: [TopicPartition]) {
    let target = target(partitions)
    for (place, id) in owner where target[place] != id { members[id]?.condemned.insert(place) }
    // A partition that was to go and may now stay, and whose owner has not heard of it, stays.
    for (place, id) in owner where target[place] == id { members[id]?.condemned.remove(place) }
    var added: [Int: Set<TopicPartition>] = [:]
    for place in partitions where owner[place] == nil {
      guard let id = target[place] else { continue }
      owner[place] = id
      members[id]?.positions[place] = committed[place]?.offset ?? 0
      added[id, default: []].insert(place)
    }
    for (id, places) in added { members[id]?.events.append(.assigned(places)) }
  }

  private func target(_ partitions: [TopicPartition]) -> [TopicPartition: Int] {
    var target: [TopicPartition: Int] = [:]
    for (_, places) in Dictionary(grouping: partitions, by: \.topic) {
      let subscribed = order.filter { members[$0]?.topics.contains(places[0].topic) == true }
      guard !subscribed.isEmpty else { continue }
      var quota: [Int: Int] = [:]
      for (rank, id) in subscribed.enumerated() {
        quota[id] = places.count / subscribed.count + (rank < places.count % subscribed.count ? 1 : 0)
      }
      var free: [TopicPartition] = []
      for place in places {
        if let id = owner[place], members[id]?.revoking.contains(place) != true, let left = quota[id], left > 0 {
          target[place] = id
          quota[id] = left - 1
        } else {
          free.append(place)
        }
      }
      for id in subscribed {
        for place in free.prefix(quota[id] ?? 0) { target[place] = id }
        free.removeFirst(min(free.count, quota[id] ?? 0))
      }
    }
    return target
  }
}
