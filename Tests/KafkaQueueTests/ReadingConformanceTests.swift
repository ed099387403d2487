import Foundation
import Messages
import Queue
import Synchronization
import TestSupport
import Testing

/// What every transport promises of reading a topic as it is now.
@Suite struct ReadingConformanceTests {
  private func keys(
    _ transport: any Transport, _ topic: String, from start: ReadStart, content: ReadContent = .keys
  ) throws -> [String] {
    var keys: [String] = []
    try transport.read(topic, from: start, content: content) { keys.append($0.record.key) }
    return keys.sorted()
  }

  @Test(arguments: TransportUnderTest.available)
  func aReadingHasItsStartAndEndsWhereTheTopicDoes(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 3)
      #expect(try keys(transport, topic, from: .beginning) == [])
      for partition: Int32 in 0..<2 {
        try transport.publish((0..<4).map { Record(key: "\(partition)/\($0)", value: [1]) }, to: topic, partition: partition)
      }
      let all = ["0/0", "0/1", "0/2", "0/3", "1/0", "1/1", "1/2", "1/3"]
      #expect(try keys(transport, topic, from: .beginning) == all)
      #expect(try keys(transport, topic, from: .beginning) == all, "the same client again")
      #expect(try keys(transport, topic, from: .offsets([2, 4, 0])) == ["0/2", "0/3"])
      #expect(try keys(transport, topic, from: .offsets([3])) == ["0/3", "1/0", "1/1", "1/2", "1/3"], "what was added since is read whole")
      #expect(try keys(transport, topic, from: .offsets([9, 4, 0])) == ["0/0", "0/1", "0/2", "0/3"], "beyond the end: of a former topic")
      var ends: [Int64] = []
      ends = try transport.read(topic, from: .beginning, content: .keys) { _ in }
      #expect(ends == [4, 4, 0])
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func keysComeWithoutValuesAndTombstonesAreTold(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport)
      let whole = [
        Record(key: "a", value: [1, 2], headers: [MessageHeader("h", [1])]), Record(key: "b", value: nil), Record(key: "c", value: []),
      ]
      try transport.publish(whole, to: topic, partition: 0)
      var records: [Record] = []
      try transport.read(topic, from: .beginning, content: .whole) { records.append($0.record) }
      #expect(records == whole)
      records = []
      try transport.read(topic, from: .beginning, content: .keys) { records.append($0.record) }
      #expect(records == [Record(key: "a", value: []), Record(key: "b", value: nil), Record(key: "c", value: [])])
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func aReadingFromATimeBeginsWithTheFirstRecordOfIt(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 2, settings: ["message.timestamp.type": "LogAppendTime"])
      let before = try transport.publish([Record(key: "before", value: [1])], to: topic, partition: 0)[0].timestamp
      var after = before
      while after <= before { after = try transport.publish([Record(key: "after", value: [1])], to: topic, partition: 1)[0].timestamp }
      let found = try keys(transport, topic, from: .time(Timestamp(milliseconds: before + 1)))
      #expect(Set(found) == ["after"])
      #expect(try keys(transport, topic, from: .time(Timestamp(milliseconds: after + 60_000))) == [])
      #expect(try keys(transport, topic, from: .time(Timestamp(milliseconds: 0))).contains("before"))
    }
  }

  /// A client that reads again is not to wait for librdkafka's next look around, once a second.
  @Test(arguments: TransportUnderTest.available)
  func readingAgainTakesNoSeconds(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topics = try (0..<3).map { _ in try kind.topic(on: transport, partitions: 4) }
      for topic in topics { try transport.publish((0..<40).map { Record(key: "\($0)", value: [1]) }, to: topic, partition: nil) }
      _ = try keys(transport, topics[0], from: .beginning)
      let start = ContinuousClock.now
      for turn in 0..<30 { #expect(try keys(transport, topics[turn % 3], from: .beginning).count == 40) }
      print("30 readings over \(kind): \(ContinuousClock.now - start)")
      #expect(.now - start < .seconds(15))
    }
  }

  /// As a thousand workers do: between their words is no gap of a tenth of a second, in which a reading that waits for silence would end.
  @Test(arguments: TransportUnderTest.available)
  func aReadingEndsThoughOthersGoOnWriting(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 2)
      let flag = Flag()
      let writer = SideThread {
        while !flag.isRaised {
          try transport.publish((0..<20).map { Record(key: "\($0)", value: [1]) }, to: topic, partition: nil)
          // Without a rest the lock in memory, which is not a fair one, can be the writer's for seconds.
          Thread.sleep(forTimeInterval: 0.001)
        }
      }
      defer { flag.raise() }
      let deadline = ContinuousClock.now + .seconds(30)
      while try transport.endOffsets(of: topic).contains(where: { $0 < 50 }) { try #require(.now < deadline) }
      for _ in 0..<3 {
        var next: [Int32: Int64] = [:]
        let ends = try transport.read(topic, from: .beginning, content: .keys) { received in
          #expect(received.offset == next[received.place.partition, default: 0])
          next[received.place.partition] = received.offset + 1
        }
        #expect(ends == [next[0] ?? 0, next[1] ?? 0], "each record up to the ends, and none behind them")
      }
      #expect(.now < deadline)
      flag.raise()
      try writer.join()
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func whoReadsMayPublishAndReadMeanwhile(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport)
      try transport.publish([Record(key: "a", value: [1]), Record(key: "b", value: [1])], to: topic, partition: 0)
      var inner: [[String]] = []
      try transport.read(topic, from: .beginning, content: .keys) { received in
        try transport.publish([Record(key: "\(received.record.key)2", value: [1])], to: topic, partition: 0)
        inner.append(try keys(transport, topic, from: .beginning))
      }
      #expect(inner == [["a", "a2", "b"], ["a", "a2", "b", "b2"]])
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func whatTheBodyThrowsComesOutAndTheNextReadingIsWhole(_ kind: TransportUnderTest) async throws {
    struct Enough: Error {}
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport)
      try transport.publish((0..<100).map { Record(key: "\($0)", value: [1]) }, to: topic, partition: 0)
      #expect(throws: Enough.self) { try transport.read(topic, from: .beginning, content: .whole) { _ in throw Enough() } }
      #expect(try keys(transport, topic, from: .beginning).count == 100)
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func oneLagTellsWhatAGroupHasBeforeIt(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topics = [try kind.topic(on: transport, partitions: 2), try kind.topic(on: transport)]
      for topic in topics { try transport.publish((0..<3).map { Record(key: "\($0)", value: [1]) }, to: topic, partition: 0) }
      #expect(try transport.lag(of: topics, group: topics[0]).count == 6)
      var member = Member(try transport.consumer(of: topics, group: topics[0]))
      try member.poll { $0.records.count == 6 }
      try member.consumer.commit([TopicPartition(topic: topics[0], partition: 0): CommittedOffset(2)], synchronously: true)
      let lag = try transport.lag(of: topics, group: topics[0])
      #expect((lag.count, lag.count(of: topics[0]), lag.count(of: topics[1])) == (4, 1, 3))
      #expect(lag.firstUnfinished(of: topics[0]) == [2, 0])
      member.consumer.close()
    }
  }
}
