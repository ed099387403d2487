/// How far each open reader of an in-memory broker has read.
struct InMemoryReaders {
  private struct Reader {
    /// By topic and partition.
    var positions: [(place: TopicPartition, offset: Int64)]
    /// Where the search for the next record begins, so that all partitions get their turn.
    var turn = 0

    mutating func next(of topics: InMemoryTopics) -> ReceivedRecord? {
      for step in positions.indices {
        let index = (turn + step) % positions.count
        guard let record = topics.record(from: positions[index].offset, of: positions[index].place) else { continue }
        positions[index].offset = record.offset + 1
        turn = index + 1
        return record
      }
      return nil
    }
  }

  private var readers: [Int: Reader] = [:]
  private var last = 0

  mutating func open(from offsets: [TopicPartition: Int64]) -> Int {
    last += 1
    let places = offsets.sorted { ($0.key.topic, $0.key.partition) < ($1.key.topic, $1.key.partition) }
    readers[last] = Reader(positions: places.map { ($0.key, max(0, $0.value)) })
    return last
  }

  mutating func next(_ id: Int, of topics: InMemoryTopics) -> ReceivedRecord? { readers[id]?.next(of: topics) }

  func positions(of id: Int) -> [(place: TopicPartition, offset: Int64)] { readers[id]?.positions ?? [] }

  /// - Returns: what it read.
  mutating func close(_ id: Int) -> [TopicPartition] { readers.removeValue(forKey: id)?.positions.map(\.place) ?? [] }

  /// What the slowest reader of a partition reads next; nil where none is open.
  func leastPosition(of place: TopicPartition) -> Int64? {
    readers.values.compactMap { reader in reader.positions.first { $0.place == place }?.offset }.min()
  }
}
