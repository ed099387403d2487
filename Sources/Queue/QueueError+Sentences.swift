import Messages

extension QueueError {
  /// A topic that is not there.
  public static func missingTopic(_ topic: String) -> QueueError {
    QueueError(.topicUnfit, "The topic \(topic) does not exist: check the prefix, or create it first (deploy/kafka/topics does).")
  }

  /// A record that its topic refuses, with the arithmetic.
  public static func recordTooLarge(_ record: Record, topic: String, limit: Int) -> QueueError {
    QueueError(
      .recordTooLarge,
      "The record \(record.key) takes \(record.batchBytes) bytes and the topic \(topic) takes at most \(limit): "
        + "raise the topic's max.message.bytes to \(record.batchBytes) or more.")
  }
}
