import Messages
import Queue
import TestSupport
import Testing

/// What every transport promises of consumer groups.
@Suite struct GroupConformanceTests {
  @Test(arguments: TransportUnderTest.available)
  func aMemberReadsFromTheBeginningAndItsSuccessorFromTheCommit(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport)
      try transport.publish((0..<6).map { Record(key: "\($0)", value: [1]) }, to: topic, partition: 0)
      let place = TopicPartition(topic: topic, partition: 0)

      var first = Member(try transport.consumer(of: [topic], group: topic))
      try first.poll { $0.records.count == 6 }
      #expect(first.records == ["0", "1", "2", "3", "4", "5"])
      #expect(try transport.committedOffsets(of: topic, group: topic) == [nil])
      #expect(try first.consumer.committed([place]) == [:])
      try first.consumer.commit([place: CommittedOffset(4, metadata: "4: 1")], synchronously: true)
      #expect(try transport.committedOffsets(of: topic, group: topic) == [CommittedOffset(4, metadata: "4: 1")])
      first.consumer.close()

      var second = Member(try transport.consumer(of: [topic], group: topic))
      try second.poll { $0.records.count == 2 }
      #expect(second.records == ["4", "5"])
      #expect(try second.consumer.committed([place]) == [place: CommittedOffset(4, metadata: "4: 1")])
      second.consumer.close()
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func aMemberAsksWhereATimeBeginsAndGoesBackToTheBeginning(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 2, settings: ["message.timestamp.type": "LogAppendTime"])
      let places = (0..<2).map { TopicPartition(topic: topic, partition: $0) }
      let stamp = try transport.publish([Record(key: "0", value: [1])], to: topic, partition: 0)[0].timestamp
      var later = stamp
      while later <= stamp { later = try transport.publish([Record(key: "later", value: [1])], to: topic, partition: 1)[0].timestamp }
      try transport.publish([Record(key: "1", value: [1])], to: topic, partition: 0)
      var member = Member(try transport.consumer(of: [topic], group: topic))
      try member.poll { $0.records.count >= 3 }
      let next = Timestamp(milliseconds: stamp + 1)
      #expect(try member.consumer.offsets(at: [places[0]: next]) == [places[0]: 1])
      let far = Timestamp(milliseconds: Timestamp.bounds.upperBound)
      let ends: [TopicPartition: Int64] = [places[0]: 2, places[1]: try transport.endOffsets(of: topic)[1]]
      #expect(try member.consumer.offsets(at: [places[0]: far, places[1]: far]) == ends)
      let before = member.records.count
      try member.consumer.rewind([places[0], TopicPartition(topic: "another's", partition: 0)])
      try member.poll { $0.records[before...].filter { $0 != "later" } == ["0", "1"] }
      member.consumer.close()
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func anAsynchronousCommitIsReportedByALaterPoll(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport)
      try transport.publish([Record(key: "0", value: [1])], to: topic, partition: 0)
      var member = Member(try transport.consumer(of: [topic], group: topic))
      try member.poll { $0.records.count == 1 }
      let offsets = [TopicPartition(topic: topic, partition: 0): CommittedOffset(1)]
      try member.consumer.commit(offsets, synchronously: false)
      try member.poll { $0.commits.count == 1 }
      #expect(member.commits == [.committed(offsets, failure: nil)])
      #expect(try transport.committedOffsets(of: topic, group: topic) == [CommittedOffset(1)])
      member.consumer.close()
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func aMemberThatSubscribesToMoreIsGivenThatToo(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let (first, second) = (try kind.topic(on: transport), try kind.topic(on: transport))
      var member = Member(try transport.consumer(of: [first], group: first))
      try transport.publish([Record(key: "a", value: [1])], to: first, partition: 0)
      try transport.publish([Record(key: "b", value: [1])], to: second, partition: 0)
      try member.poll { $0.records == ["a"] }
      try member.consumer.commit([TopicPartition(topic: first, partition: 0): CommittedOffset(1)], synchronously: true)
      try member.consumer.subscribe(to: [first, second])
      try member.poll { $0.records.contains("b") }
      #expect(member.records == ["a", "b"])
      try transport.publish([Record(key: "c", value: [1])], to: first, partition: 0)
      try member.poll { $0.records == ["a", "b", "c"] }
      member.consumer.close()
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func aPausedPartitionRestsAndLosesNothing(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 2)
      let resting = TopicPartition(topic: topic, partition: 0)
      var member = Member(try transport.consumer(of: [topic], group: topic))
      try member.poll { $0.assigned.count == 2 }
      try transport.publish((0..<10).map { Record(key: "a\($0)", value: [1]) }, to: topic, partition: 0)
      try member.poll { $0.records.count == 3 }
      try member.consumer.pause([resting])
      try transport.publish((0..<10).map { Record(key: "b\($0)", value: [1]) }, to: topic, partition: 1)
      try member.poll { $0.records.filter { $0.hasPrefix("b") }.count == 10 }
      try member.poll(for: .milliseconds(300))
      #expect(member.records.filter { $0.hasPrefix("a") } == ["a0", "a1", "a2"])
      try member.consumer.resume([resting])
      try member.poll { $0.records.count == 20 }
      #expect(member.records.filter { $0.hasPrefix("a") } == (0..<10).map { "a\($0)" })
      member.consumer.close()
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func aJoiningMemberGetsItsShareAfterTheOtherCouldCommit(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 4)
      var first = Member(try transport.consumer(of: [topic], group: topic))
      try first.poll { $0.assigned.count == 4 }
      for partition: Int32 in 0..<4 { try transport.publish([Record(key: "\(partition)", value: [1])], to: topic, partition: partition) }
      try first.poll { $0.records.count == 4 }
      // What is taken away is committed before it is given up.
      first.commitsOnRevoke = Dictionary(uniqueKeysWithValues: first.assigned.map { ($0, CommittedOffset(1)) })

      var second = Member(try transport.consumer(of: [topic], group: topic))
      try poll(&first, &second) { $0.assigned.count == 2 && $1.assigned.count == 2 }
      #expect(first.assigned.isDisjoint(with: second.assigned))
      #expect(first.assigned.union(second.assigned).count == 4)
      try poll(&first, &second, for: .milliseconds(300))
      #expect(second.records == [], "all that moved had been committed")

      let moved = try #require(second.assigned.first)
      for synchronously in [true, false] {
        let refusal = thrown(QueueError.self) {
          try first.consumer.commit([moved: CommittedOffset(1)], synchronously: synchronously)
        }
        #expect(refusal?.code == .staleAssignment)
      }
      first.consumer.close()
      second.consumer.close()
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func aLeavingMembersPartitionsAndUncommittedRecordsGoToTheOthers(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 2)
      var first = Member(try transport.consumer(of: [topic], group: topic))
      var second = Member(try transport.consumer(of: [topic], group: topic))
      try poll(&first, &second) { $0.assigned.count == 1 && $1.assigned.count == 1 }
      for partition: Int32 in 0..<2 { try transport.publish([Record(key: "\(partition)", value: [1])], to: topic, partition: partition) }
      try poll(&first, &second) { $0.records.count == 1 && $1.records.count == 1 }
      let abandoned = second.records
      second.consumer.close()
      try first.poll { $0.assigned.count == 2 && abandoned.allSatisfy($0.records.contains) }
      first.consumer.close()
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func twoGroupsDoNotDisturbEachOther(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport)
      try transport.publish([Record(key: "0", value: [1])], to: topic, partition: 0)
      for group in ["\(topic).a", "\(topic).b"] {
        var member = Member(try transport.consumer(of: [topic], group: group))
        try member.poll { $0.records == ["0"] }
        try member.consumer.commit([TopicPartition(topic: topic, partition: 0): CommittedOffset(1)], synchronously: true)
        member.consumer.close()
      }
    }
  }
}
