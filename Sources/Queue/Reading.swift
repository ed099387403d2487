import Messages

/// Reads records in the order of each partition.
public protocol RecordReader: AnyObject {
  /// The next record, or nil when none came within the timeout.
  func next(timeout: Duration) throws -> ReceivedRecord?
  /// Whether every partition has been read up to the end that it had at this moment.
  func isAtEnd() throws -> Bool
  func close()
}

/// How much of each record a reading wants.
public enum ReadContent: Sendable {
  /// Key, place and time, and whether it is a tombstone: an empty value stands for whatever value there is. Nothing else is copied.
  case keys
  /// The headers too.
  case headers
  case whole
}

/// Where a reading of a topic begins.
public enum ReadStart: Sendable, Equatable {
  /// At the oldest record that is still kept.
  case beginning
  /// At these offsets, by partition; partitions that were added since they were taken are read from their beginning.
  case offsets([Int64])
  /// At the first record of each partition that the broker stamped at this time or later.
  case time(Timestamp)
}

/// A record that a transport has delivered, and where it stood.
public struct ReceivedRecord: Sendable, Hashable {
  public var place: TopicPartition
  public var offset: Int64
  /// Milliseconds since 1970, as the broker keeps it.
  public var timestamp: Int64
  public var record: Record

  public init(place: TopicPartition, offset: Int64, timestamp: Int64, record: Record) {
    self.place = place
    self.offset = offset
    self.timestamp = timestamp
    self.record = record
  }
}
