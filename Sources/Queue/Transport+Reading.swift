extension Transport {
  /// Reads a topic as it is now: to the ends that its partitions have at this moment, however much is written meanwhile.
  /// - Returns: those ends, by partition.
  @discardableResult
  public func read(
    _ topic: String, from start: ReadStart, content: ReadContent, _ body: (ReceivedRecord) throws -> Void
  ) throws -> [Int64] {
    let marks = try watermarks(of: topic)
    let first: [Int64] =
      switch start {
      case .beginning: []
      // Beyond the end: they were taken of a former topic of this name.
      case .offsets(let offsets): zip(offsets, marks).map { $0 > $1.end ? $1.start : $0 }
      case .time(let time): try offsets(of: topic, at: time)
      }
    var ranges: [TopicPartition: Range<Int64>] = [:]
    for (partition, marks) in marks.enumerated() {
      let lower = max(marks.start, partition < first.count ? first[partition] : marks.start)
      // Where nothing stands nothing is opened.
      if lower < marks.end { ranges[TopicPartition(topic: topic, partition: Int32(partition))] = lower..<marks.end }
    }
    if !ranges.isEmpty { try read(ranges, content: content, body) }
    return marks.map(\.end)
  }

  /// Whether there is such a topic.
  public func exists(_ topic: String) throws -> Bool {
    do {
      _ = try describe(topic)
      return true
    } catch let error as QueueError where error.code == .topicMissing { return false }
  }

  /// Where each partition of a topic begins and ends, by partition.
  public func watermarks(of topic: String) throws -> [Watermarks] { try watermarks(of: [topic])[topic] ?? [] }

  /// The offset that follows the last record of each partition, by partition.
  public func endOffsets(of topic: String) throws -> [Int64] { try watermarks(of: topic).map(\.end) }

  /// Reads all partitions of a topic from the given offsets (by partition) on.
  public func reader(of topic: String, from offsets: [Int64]) throws -> any RecordReader {
    try reader(from: .init(byTopic: [topic: offsets]))
  }
}
