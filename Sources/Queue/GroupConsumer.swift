import Messages

/// A member of a consumer group. Owned by one thread, which must call `poll` at least every few seconds, also while all partitions are paused.
public protocol GroupConsumer: AnyObject {
  /// The next event, or nil when none came within the timeout.
  func poll(timeout: Duration) throws -> ConsumerEvent?
  /// Changes the topics that the member takes part in; what moves by that is reported like any other change of the assignment.
  func subscribe(to topics: [String]) throws
  /// Stops records of these partitions until `resume`. Partitions that were just assigned are not paused; those that are no longer assigned are passed over.
  func pause(_ partitions: Set<TopicPartition>) throws
  /// Ends the pause of these partitions; those that are not paused are passed over.
  func resume(_ partitions: Set<TopicPartition>) throws
  /// Commits by partition. A synchronous commit returns once the broker has it; of an asynchronous one, a later `poll` reports the end (`ConsumerEvent.committed`).
  /// - Throws: `.staleAssignment` for partitions that are no longer assigned; nothing is committed then.
  func commit(_ offsets: [TopicPartition: CommittedOffset], synchronously: Bool) throws
  /// Gives up what was reported as revoked. Until then it is still this member's, nobody else's, and can be committed, except where it was lost; for longer than a few seconds it
  /// keeps the whole group waiting.
  func release() throws
  /// What the group has committed for these partitions; those without are left out.
  func committed(_ partitions: Set<TopicPartition>) throws -> [TopicPartition: CommittedOffset]
  /// Where each of these partitions has its first record of a time, or later; its end where there is none.
  func offsets(at times: [TopicPartition: Timestamp]) throws -> [TopicPartition: Int64]
  /// Goes on in these partitions, which are this member's, with the oldest record that is kept.
  func rewind(_ partitions: Set<TopicPartition>) throws
  /// Leaves the group at once.
  func close()
}

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
