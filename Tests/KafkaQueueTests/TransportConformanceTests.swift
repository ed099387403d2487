import Messages
import Queue
import TestSupport
import Testing

/// What every transport promises of topics, records and readers.
@Suite struct TransportConformanceTests {
  @Test(arguments: TransportUnderTest.available)
  func recordsComeBackAsTheyWere(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport)
      let records = [
        Record(
          key: "run/ä 1", value: [0, 255, 10],
          headers: [
            MessageHeader("ce_id", Array("1".utf8)), MessageHeader("twice", [1]), MessageHeader("twice", []), MessageHeader("ce_x", [0]),
          ]),
        Record(key: "run/2", value: nil),
        Record(key: "run/2", value: []),
        Record(key: "", value: [1]),
      ]
      let places = try transport.publish(records, to: topic, partition: 0)
      #expect(places.map(\.offset) == [0, 1, 2, 3])
      let received = try read(4, from: transport.reader(of: topic, from: [0]))
      #expect(received.map(\.record) == records)
      #expect(received.map(\.offset) == [0, 1, 2, 3])
      #expect(received.allSatisfy { $0.timestamp > 1_600_000_000_000 })
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func theKeyDecidesThePartitionUnlessOneIsGiven(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 7)
      let keys = (0..<50).map { "run/neuron-\($0)" } + ["", "é"]
      let places = try transport.publish(keys.map { Record(key: $0, value: [1]) }, to: topic, partition: nil)
      #expect(places.map(\.partition) == keys.map { KeyPartitioner.partition(of: $0, among: 7) })
      let given = try transport.publish([Record(key: keys[0], value: [1])], to: topic, partition: 6)
      #expect(given.map(\.partition) == [6])
    }
  }

  /// Jobs are spread by who publishes them, all in one call: their acknowledgements are waited for together.
  @Test(arguments: TransportUnderTest.available)
  func oneCallPublishesToManyPartitions(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 5)
      let records = (0..<500).map { Record(key: "run/\($0)", value: [1]) }
      let places = try transport.publish(records, to: topic, partitions: records.indices.map { Int32($0 * 3 % 5) })
      #expect(places.map(\.partition) == records.indices.map { Int32($0 * 3 % 5) })
      #expect(places.map(\.offset) == records.indices.map { Int64($0 / 5) })
      #expect(throws: QueueError.self) { try transport.publish([records[0], records[1]], to: topic, partitions: [0, 5]) }
    }
  }

  /// For lists of what is large.
  @Test(arguments: TransportUnderTest.available)
  func headersAreReadWithoutValues(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport)
      let records = [Record(key: "a", value: [1, 2], headers: [MessageHeader("h", "x")]), Record(key: "b", value: nil)]
      try transport.publish(records, to: topic, partition: 0)
      var read: [Record] = []
      try transport.read(topic, from: .beginning, content: .headers) { read.append($0.record) }
      #expect(read == [Record(key: "a", value: [], headers: records[0].headers), records[1]])
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func manyRecordsArePublishedInOneCallAndKeepTheirOrder(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 3)
      let records = (0..<2000).map { Record(key: "run/\($0)", value: Array(String($0).utf8)) }
      let places = try transport.publish(records, to: topic, partition: nil)
      #expect(places.count == 2000)
      for partition: Int32 in 0..<3 {
        let offsets = places.filter { $0.partition == partition }.map(\.offset)
        #expect(offsets == offsets.indices.map(Int64.init), "as published, without gaps")
      }
      let received = try read(2000, from: transport.reader(of: topic, from: [0, 0, 0]))
      for record in received {
        let index = try #require(Int(record.record.key.dropFirst(4)))
        #expect(places[index].partition == record.place.partition && places[index].offset == record.offset)
      }
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func aReaderReadsOnlyItsPartitionsFromItsOffsetsOnAndPastTheEnd(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 3)
      for partition: Int32 in 0..<3 {
        try transport.publish((0..<5).map { Record(key: "\(partition)/\($0)", value: [1]) }, to: topic, partition: partition)
      }
      let reader = try transport.reader(from: [
        TopicPartition(topic: topic, partition: 1): 3, TopicPartition(topic: topic, partition: 2): 5,
      ])
      #expect(try !reader.isAtEnd())
      #expect(try read(2, from: reader).map(\.record.key) == ["1/3", "1/4"])
      #expect(try reader.next(timeout: .milliseconds(20)) == nil)
      #expect(try reader.isAtEnd())
      try transport.publish([Record(key: "late", value: [1])], to: topic, partition: 2)
      #expect(try !reader.isAtEnd())
      #expect(try read(1, from: reader).map(\.record.key) == ["late"])
      #expect(try reader.isAtEnd())
      reader.close()
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func watermarksTellWhereAPartitionBeginsAndEnds(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 2)
      #expect(try transport.watermarks(of: topic) == [Watermarks(start: 0, end: 0), Watermarks(start: 0, end: 0)])
      try transport.publish([Record(key: "a", value: [1]), Record(key: "b", value: [1])], to: topic, partition: 1)
      #expect(try transport.endOffsets(of: topic) == [0, 2])
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func preparingTwiceIsFineAndWhatDoesNotFitIsNamed(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 2, settings: ["cleanup.policy": "compact", "max.message.bytes": "2000000"])
      func prepare(_ settings: [String: String]) throws {
        try transport.prepare([TopicSpecification(name: topic, partitions: 2, replicationFactor: 1, settings: settings)])
      }
      try prepare(["cleanup.policy": "compact"])
      let error = thrown(QueueError.self) { try prepare(["cleanup.policy": "delete"]) }
      #expect(error?.code == .topicUnfit)
      #expect(error?.description.contains("cleanup.policy is compact, and must be delete") == true)
      let description = try transport.describe(topic)
      #expect(description.partitions == 2)
      #expect(description.maximumMessageBytes == 2_000_000)
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func moreReplicasInSyncThanThereAreIsAWarning(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = TopicSpecification(
        name: try kind.topic(on: transport) + "-in-sync", partitions: 1, replicationFactor: 1, settings: ["min.insync.replicas": "2"])
      let warning =
        "The topic \(topic.name) has 1 replica and min.insync.replicas is 2: brokers that do not lower it by themselves write nothing."
      for _ in 0..<2 { #expect(try transport.prepare([topic]) == [warning], "made now, and found") }
      #expect(try transport.publish([Record(key: "a", value: [1])], to: topic.name, partition: 0).count == 1)
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func aMissingTopicIsNamed(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let attempts: [() throws -> Void] = [
        { _ = try transport.describe("no.such.topic") },
        { _ = try transport.publish([Record(key: "a", value: [1])], to: "no.such.topic", partition: nil) },
        { _ = try transport.watermarks(of: "no.such.topic") },
        { _ = try transport.reader(of: "no.such.topic", from: [0]) },
        { _ = try transport.consumer(of: ["no.such.topic"], group: "g") },
        { _ = try transport.committedOffsets(of: "no.such.topic", group: "g") },
      ]
      for attempt in attempts {
        let error = thrown(QueueError.self) { try attempt() }
        #expect(error?.code == .topicMissing)
        #expect(error?.description.contains("no.such.topic does not exist") == true, "\(error?.description ?? "")")
      }
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func aRecordThatTheTopicRefusesIsNamedWithTheArithmetic(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, settings: ["max.message.bytes": "5000"])
      try transport.publish([Record(key: "fits", value: Array(repeating: 7, count: 4000))], to: topic, partition: 0)
      let record = Record(key: "run/large", value: Array(repeating: 7, count: 6000))
      let error = thrown(QueueError.self) { try transport.publish([record], to: topic, partition: 0) }
      #expect(error?.code == .recordTooLarge)
      for part in ["run/large", "\(record.batchBytes)", "5000", "max.message.bytes", topic] {
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
      }
      #expect(try transport.endOffsets(of: topic) == [1], "nothing of it was written")
      try transport.publish([Record(key: "after", value: [1])], to: topic, partition: 0)
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func severalThreadsPublishAtOnce(_ kind: TransportUnderTest) async throws {
    let transport = try kind.make()
    let topic = try kind.topic(on: transport, partitions: 2)
    let places = try await withThrowingTaskGroup(of: [(key: String, offset: Int64)].self) { group in
      for thread in 0..<4 {
        group.addTask {
          try (0..<25).map {
            let key = "\(thread)/\($0)"
            return (key, try transport.publish([Record(key: key, value: [1])], to: topic, partition: 1)[0].offset)
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(places.count == 100)
    // A record whose acknowledgement was lost may stand twice.
    let reader = try transport.reader(of: topic, from: [0, 0])
    let records = try read(Int(transport.endOffsets(of: topic)[1]), from: reader)
    for (key, offset) in places { #expect(records.first { $0.offset == offset }?.record.key == key) }
  }

  /// The next records, in the order in which they came.
  private func read(_ count: Int, from reader: any RecordReader) throws -> [ReceivedRecord] {
    try (0..<count).map { _ in try #require(try reader.next(timeout: .seconds(30))) }
  }
}
