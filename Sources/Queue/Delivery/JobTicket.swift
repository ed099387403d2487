/// A job that a worker has taken: where it stood, and under which assignment it was started.
public struct JobTicket: Sendable, Hashable {
  public var place: TopicPartition
  public var offset: Int64
  /// Counts the assignments of this member; a job that ends after its partition was taken away carries an old one.
  public var epoch: Int

  public init(place: TopicPartition, offset: Int64, epoch: Int) {
    self.place = place
    self.offset = offset
    self.epoch = epoch
  }
}
