/// Reads partitions of an in-memory broker, each in order, all in turn.
final class InMemoryReader: RecordReader {
  private let transport: InMemoryTransport
  private var positions: [(place: TopicPartition, offset: Int64)]
  private var turn = 0

  init(transport: InMemoryTransport, from offsets: [TopicPartition: Int64]) {
    self.transport = transport
    positions = offsets.sorted { ($0.key.topic, $0.key.partition) < ($1.key.topic, $1.key.partition) }.map { ($0.key, max(0, $0.value)) }
  }

  func next(timeout: Duration) throws -> ReceivedRecord? {
    transport.wait(timeout) { broker in
      for step in self.positions.indices {
        let index = (self.turn + step) % self.positions.count
        guard let record = broker.topics.record(at: self.positions[index].offset, of: self.positions[index].place) else { continue }
        self.positions[index].offset += 1
        self.turn = index + 1
        return record
      }
      return nil
    }
  }

  func isAtEnd() throws -> Bool {
    try transport.change { broker in
      try positions.allSatisfy { try $0.offset >= broker.topics.watermarks(of: $0.place.topic)[Int($0.place.partition)].end }
    }
  }

  func close() { positions = [] }
}
