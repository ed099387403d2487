import Messages

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
