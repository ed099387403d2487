/// What a group consumer reports.
public enum ConsumerEvent: Sendable, Equatable {
  case record(ReceivedRecord)
  /// These partitions were added to the assignment.
  case assigned(Set<TopicPartition>)
  /// These partitions were taken away. Until the next `poll` a synchronous commit for them is still possible, except where they are `lost`.
  case revoked(Set<TopicPartition>, lost: Bool)
  /// An asynchronous commit has ended: the broker has these offsets, or said why not. A refusal is no reason to stop: the offsets are due again.
  case committed([TopicPartition: CommittedOffset], failure: QueueError?)
}
