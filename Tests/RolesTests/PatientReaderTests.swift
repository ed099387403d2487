import Messages
import Queue
import Testing

@testable import Roles

@Suite struct PatientReaderTests {
  /// Partitions may be added while a run is collected: what then stands in them is read, and nothing that was read before.
  @Test func partitionsThatAreAddedAreReadToo() throws {
    let transport = InMemoryTransport()
    let topic = TopicSpecification(name: "t", partitions: 1, replicationFactor: 1, settings: [:])
    try transport.prepare([topic])
    func publish(_ key: String, _ partition: Int32) throws {
      try transport.publish([Record(key: key, value: [])], to: "t", partition: partition)
    }
    try publish("first", 0)
    let reader = try PatientReader(transport, from: [TopicPartition(topic: "t", partition: 0): 0], log: TinyRun.quiet, interval: .zero)
    defer { reader.close() }
    #expect(try reader.next(timeout: .zero)?.record.key == "first")
    try transport.grow("t", to: 3)
    try publish("added", 2)
    #expect(try reader.next(timeout: .zero)?.record.key == "added")
    try publish("again", 0)
    #expect(try reader.next(timeout: .zero)?.record.key == "again")
    #expect(try reader.next(timeout: .zero) == nil && reader.isAtEnd())
  }

  @Test func aTallyKnowsPartitionsThatWereAdded() {
    var tally = Tally(run: "r", started: "", positions: ["results": [4]])
    let place = TopicPartition(topic: "results", partition: 2)
    tally.advance(past: ReceivedRecord(place: place, offset: 6, timestamp: 0, record: Record(key: "r/n", value: [])), of: "results")
    #expect(tally.positions == ["results": [4, 0, 7]])
    #expect(!tally.hasReached(["results": [4, 1, 7]]) && tally.hasReached(["results": [4, 0, 7]]))
  }
}
