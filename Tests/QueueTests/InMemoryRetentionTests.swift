import Messages
import TestSupport
import Testing

@testable import Queue

/// What an in-memory broker lets go of, and what it never does.
@Suite struct InMemoryRetentionTests {
  private func transport(_ rule: InMemoryRetention?) throws -> InMemoryTransport {
    let transport = InMemoryTransport(retention: { $0 == "t" ? rule : nil })
    try transport.prepare(["t", "other"].map { TopicSpecification(name: $0, partitions: 2, replicationFactor: 1, settings: [:]) })
    for topic in ["t", "other"] {
      for partition: Int32 in 0..<2 {
        try transport.publish((0..<4).map { Record(key: "\(partition)/\($0)", value: [1]) }, to: topic, partition: partition)
      }
    }
    return transport
  }

  private func starts(_ transport: InMemoryTransport, _ topic: String = "t") throws -> [Int64] {
    try transport.watermarks(of: topic).map(\.start)
  }

  @Test func withoutARuleAllStays() throws {
    let transport = try transport(nil)
    let reader = try transport.reader(of: "t", from: [0, 0])
    while try reader.next(timeout: .zero) != nil {}
    #expect(try starts(transport) == [0, 0])
  }

  /// Only the group that is named counts, and only as far as it has committed; the offsets after it stay what they were.
  @Test func whatTheGroupHasCommittedGoes() throws {
    let transport = try transport(.untilCommitted(group: "g"))
    for (group, offset) in [("h", Int64(4)), ("g", 3)] {
      let consumer = try transport.consumer(of: ["t", "other"], group: group)
      _ = try consumer.poll(timeout: .zero)
      try consumer.commit(
        [.init(topic: "t", partition: 1): CommittedOffset(offset), .init(topic: "other", partition: 1): CommittedOffset(offset)],
        synchronously: true)
      consumer.close()
      #expect(try starts(transport) == [0, group == "g" ? 3 : 0])
    }
    #expect(try starts(transport, "other") == [0, 0])
    #expect(try transport.endOffsets(of: "t") == [4, 4])
    #expect(try transport.publish([Record(key: "late", value: [1])], to: "t", partition: 1)[0].offset == 4)
    // Who asks for what is gone gets what comes next, as from Kafka.
    let reader = try transport.reader(from: [.init(topic: "t", partition: 1): 0])
    #expect(try reader.next(timeout: .zero)?.offset == 3)
    #expect(try reader.next(timeout: .zero)?.record.key == "late")
    #expect(try reader.isAtEnd())
  }

  /// A member that joins a group whose commits were lost begins where the partition does.
  @Test func anotherGroupBeginsWhereThePartitionDoes() throws {
    let transport = try transport(.untilCommitted(group: "g"))
    let consumer = try transport.consumer(of: ["t"], group: "g")
    _ = try consumer.poll(timeout: .zero)
    try consumer.commit(
      [.init(topic: "t", partition: 0): CommittedOffset(4), .init(topic: "t", partition: 1): CommittedOffset(2)], synchronously: true)
    let other = try transport.consumer(of: ["t"], group: "h")
    var offsets: [Int64] = []
    while let event = try other.poll(timeout: .zero) { if case .record(let received) = event { offsets.append(received.offset) } }
    #expect(offsets == [2, 3])
  }

  @Test func whatAllOpenReadersHavePassedGoes() throws {
    let transport = try transport(.untilRead)
    let slow = try transport.reader(of: "t", from: [1, 1])
    let fast = try transport.reader(of: "t", from: [0, 0])
    while try fast.next(timeout: .zero) != nil {}
    #expect(try starts(transport) == [1, 1])
    #expect(try slow.next(timeout: .zero)?.offset == 1)
    #expect(try starts(transport) == [2, 1])
    slow.close()
    #expect(try starts(transport) == [4, 4])
    fast.close()
    // While none is open all stays: somebody may come.
    try transport.publish([Record(key: "late", value: [1])], to: "t", partition: 0)
    #expect(try starts(transport) == [4, 4] && transport.endOffsets(of: "t") == [5, 4])
    do {
      let forgotten = try transport.reader(of: "t", from: [5, 4])
      _ = try forgotten.next(timeout: .zero)
    }
    #expect(try starts(transport) == [4, 4])
  }

  @Test(arguments: [(0, [4, 4]), (1, [3, 3]), (9, [0, 0])])
  func onlyTheLatestStay(count: Int, expected: [Int64]) throws {
    #expect(try starts(transport(.latest(count))) == expected)
  }

  /// Against a list that forgets nothing, over many appends, cuts and looks.
  @Test func aPartitionIsAListWithoutItsBeginning() {
    var mutator = Mutator(case: 0, of: "partition")
    var partition = InMemoryPartition()
    var all: [ReceivedRecord] = []
    for _ in 0..<5000 {
      switch mutator.draw(3) {
      case 0: partition.forget(before: partition.start + Int64(mutator.draw(40)) - 5)
      case 1:
        let offset = mutator.draw(all.count + 2)
        let expected = all.dropFirst(max(offset, Int(partition.start))).first
        if partition.record(from: Int64(offset)) != expected { Issue.record("the record from \(offset) on") }
      default:
        for _ in 0..<mutator.draw(20) {
          let record = ReceivedRecord(
            place: .init(topic: "t", partition: 0), offset: Int64(all.count), timestamp: 0, record: Record(key: "\(all.count)", value: nil))
          all.append(record)
          partition.append(record)
        }
      }
    }
    #expect(partition.end == Int64(all.count) && all.count > 1000 && partition.start > 500)
  }
}
