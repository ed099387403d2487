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
