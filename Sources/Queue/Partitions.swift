/// A partition of a topic.
public struct TopicPartition: Sendable, Hashable {
  public var topic: String
  public var partition: Int32

  public init(topic: String, partition: Int32) {
    self.topic = topic
    self.partition = partition
  }
}

/// Where a published record stands, as the broker acknowledged it.
public struct Place: Sendable, Hashable {
  public var partition: Int32
  public var offset: Int64
  /// Milliseconds since 1970 by the broker's clock, when it took the record; -1 where it does not say.
  public var timestamp: Int64

  public init(partition: Int32, offset: Int64, timestamp: Int64 = -1) {
    self.partition = partition
    self.offset = offset
    self.timestamp = timestamp
  }
}

/// Where a partition begins and ends.
public struct Watermarks: Sendable, Equatable {
  /// The offset of the oldest record that is still kept.
  public var start: Int64
  /// The offset that the next record will get.
  public var end: Int64

  public init(start: Int64, end: Int64) {
    self.start = start
    self.end = end
  }

  /// Whether a record of this offset can still be there.
  public func contains(_ offset: Int64) -> Bool { start <= offset && offset < end }
}

extension [Watermarks] {
  /// Whether a record can still be there, in a topic of which these are the partitions in order: there may be fewer than there were.
  public func contain(_ offset: Int64, ofPartition partition: Int32) -> Bool {
    indices.contains(Int(partition)) && self[Int(partition)].contains(offset)
  }
}

/// What a group has committed for a partition.
public struct CommittedOffset: Sendable, Hashable {
  /// The offset of the next record to read.
  public var offset: Int64
  /// Free text that the broker keeps beside the offset: at most 4,096 bytes with Apache Kafka's defaults.
  public var metadata: String

  public init(_ offset: Int64, metadata: String = "") {
    self.offset = offset
    self.metadata = metadata
  }
}

extension [TopicPartition: Int64] {
  /// Offsets by topic, and in each by partition.
  public init(byTopic offsets: [String: [Int64]]) {
    self.init()
    for (topic, offsets) in offsets {
      for (partition, offset) in offsets.enumerated() { self[TopicPartition(topic: topic, partition: Int32(partition))] = offset }
    }
  }
}
