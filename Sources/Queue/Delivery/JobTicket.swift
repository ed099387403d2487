/// A job that a worker has taken: where it stood, and under which assignment it was started.
public struct JobTicket: Sendable, Hashable {
  public var place: TopicPartition
  public var offset: Int64
  /// Counts the assignments of this member; a job that ends after its partition was taken away carries an old one.
  public var epoch: Int
  /// When the broker took the record: another record of this offset, of a topic that was made again, has another.
  public var stamp: Int64

  public init(place: TopicPartition, offset: Int64, epoch: Int, stamp: Int64 = 0) {
    self.place = place
    self.offset = offset
    self.epoch = epoch
    self.stamp = stamp
  }
}
