import Messages

/// What went wrong between the program and the broker.
public struct QueueError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: Sendable, Equatable {
    /// No broker answers.
    case unreachable
    /// A topic, or a partition of it, does not exist.
    case topicMissing
    /// A topic does not fit: a setting must change.
    case topicUnfit
    /// A record is larger than the topic takes.
    case recordTooLarge
    /// The broker will never take the record, for another reason than its size.
    case recordRefused
    /// This host's clock is so wrong that the broker takes no record of it (`message.timestamp.after.max.ms`, an hour in Apache Kafka 4). Only where
    /// somebody has changed a topic: those with LogAppendTime take every host's.
    case clockRefused
    /// A commit for a partition that is no longer this member's.
    case staleAssignment
    case notAuthorised
    /// Anything else the broker or its client reports.
    case broker
  }

  public var code: Code
  /// What happened, where, and what to do, as one sentence.
  public var description: String
  /// Whether the same call may succeed later.
  public var isRetriable: Bool
  /// Whether the client is beyond use: leave, and let the supervisor start the process again.
  public var isFatal: Bool

  public init(_ code: Code, _ description: String, isRetriable: Bool = false, isFatal: Bool = false) {
    self.code = code
    self.description = description
    self.isRetriable = isRetriable
    self.isFatal = isFatal
  }
}

extension QueueError {
  /// A topic that is not there.
  public static func missingTopic(_ topic: String) -> QueueError {
    QueueError(.topicMissing, "The topic \(topic) does not exist: check the prefix, or create it first (deploy/kafka/topics does).")
  }

  /// A record that its topic refuses, with the arithmetic.
  public static func recordTooLarge(_ record: Record, topic: String, limit: Int) -> QueueError {
    QueueError(
      .recordTooLarge,
      "The record \(record.key) takes \(record.batchBytes) bytes and the topic \(topic) takes at most \(limit): "
        + "raise the topic's max.message.bytes to \(record.batchBytes) or more.")
  }
}
