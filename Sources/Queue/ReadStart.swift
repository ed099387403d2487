import Messages

/// Where a reading of a topic begins.
public enum ReadStart: Sendable, Equatable {
  /// At the oldest record that is still kept.
  case beginning
  /// At these offsets, by partition; partitions that were added since they were taken are read from their beginning.
  case offsets([Int64])
  /// At the first record of each partition that the broker stamped at this time or later.
  case time(Timestamp)
}
