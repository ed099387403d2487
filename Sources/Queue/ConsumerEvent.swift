/// What a group consumer reports.
public enum ConsumerEvent: Sendable, Equatable {
  case record(ReceivedRecord)
  /// These partitions were added to the assignment.
  case assigned(Set<TopicPartition>)
  /// These partitions are to go: no more records of them come. They are this member's until it calls `GroupConsumer.release`, except where they are `lost`.
  case revoked(Set<TopicPartition>, lost: Bool)
  /// An asynchronous commit has ended: the broker has these offsets, or said why not. A refusal is no reason to stop: the offsets are due again.
  case committed([TopicPartition: CommittedOffset], failure: QueueError?)
}
