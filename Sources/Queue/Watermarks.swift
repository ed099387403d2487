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
