/// How far a group has got with some topics: what stands in them, and what of it the group has not committed.
public struct Lag: Sendable, Equatable {
  /// One partition of them.
  public struct Partition: Sendable, Equatable {
    public var marks: Watermarks
    /// What the group's commit says, whether it can be true or not; nil where there is none.
    public var recorded: Int64?

    public init(marks: Watermarks, recorded: Int64?) {
      self.marks = marks
      self.recorded = recorded
    }

    /// Whether the commit lies beyond the end: the topic was made again under its name, and the commit belongs to the former one. It is no commit.
    public var isForeign: Bool { recorded.map { $0 > marks.end } ?? false }
    /// The offset of the first record that the group has not committed.
    public var firstUnfinished: Int64 { isForeign ? marks.start : max(marks.start, recorded ?? marks.start) }
    /// How many offsets the group has not committed.
    public var count: Int64 { marks.end - firstUnfinished }
    /// How many offsets behind the commit are gone: the topic's retention, or an operator, took them before they were done.
    public var lost: Int64 { isForeign ? 0 : max(0, marks.start - (recorded ?? marks.start)) }
  }

  /// By topic and partition.
  public let partitions: [String: [Partition]]

  /// - Parameters:
  ///   - watermarks: by topic and partition.
  ///   - committed: the offsets that the group has committed.
  public init(_ watermarks: [String: [Watermarks]], committed: [TopicPartition: Int64]) {
    partitions = Dictionary(
      uniqueKeysWithValues: watermarks.map { topic, marks in
        (
          topic,
          marks.enumerated().map { partition, marks in
            Partition(marks: marks, recorded: committed[TopicPartition(topic: topic, partition: Int32(partition))])
          }
        )
      })
  }

  /// How many records of all topics the group has not committed.
  public var count: Int64 { partitions.values.joined().reduce(0) { $0 + $1.count } }

  /// How many records of a topic the group has not committed.
  public func count(of topic: String) -> Int64 { partitions[topic, default: []].reduce(0) { $0 + $1.count } }

  /// The offset of the first record of each partition that the group has not committed.
  public func firstUnfinished(of topic: String) -> [Int64] { partitions[topic, default: []].map(\.firstUnfinished) }

  /// How many offsets of all topics are gone that the group had not committed.
  public var lost: Int64 { partitions.values.joined().reduce(0) { $0 + $1.lost } }
}
