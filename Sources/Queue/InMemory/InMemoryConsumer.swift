import Messages

/// A member of a group of an in-memory broker.
final class InMemoryConsumer: GroupConsumer {
  private let transport: InMemoryTransport
  private let group: String
  private let member: Int

  init(transport: InMemoryTransport, group: String, member: Int) {
    self.transport = transport
    self.group = group
    self.member = member
  }

  deinit { close() }

  func poll(timeout: Duration) throws -> ConsumerEvent? {
    try transport.wait(timeout) { try $0.poll(group, member: member) }
  }

  func subscribe(to topics: [String]) throws { try transport.change { try $0.subscribe(group, member: member, to: topics) } }

  func pause(_ partitions: Set<TopicPartition>) throws { transport.change { $0.pause(group, member: member, partitions) } }

  func resume(_ partitions: Set<TopicPartition>) throws { transport.change { $0.resume(group, member: member, partitions) } }

  func commit(_ offsets: [TopicPartition: CommittedOffset], synchronously: Bool) throws {
    try transport.change { try $0.commit(group, member: member, offsets, synchronously: synchronously) }
  }

  func release() throws { try transport.change { try $0.release(group, member: member) } }

  func committed(_ partitions: Set<TopicPartition>) throws -> [TopicPartition: CommittedOffset] {
    transport.change { $0.committed(group).filter { partitions.contains($0.key) } }
  }

  func offsets(at times: [TopicPartition: Timestamp]) throws -> [TopicPartition: Int64] {
    try transport.change { broker in
      try Dictionary(
        uniqueKeysWithValues: times.map { ($0, try broker.topics.offsets(of: $0.topic, at: $1.milliseconds)[Int($0.partition)]) })
    }
  }

  func rewind(_ partitions: Set<TopicPartition>) throws { transport.change { $0.rewind(group, member: member, partitions) } }

  func close() { transport.change { $0.leave(group, member: member) } }
}
