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
