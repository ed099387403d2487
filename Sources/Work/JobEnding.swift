import Messages

/// How a delivered job ended, before the queue was told.
enum JobEnding: Sendable {
  /// The result's message.
  case result(Record)
  case dead(FailureReport)
  /// A copy goes to this topic: for another attempt, for a worker of another version, or to rest while its run is paused.
  case moved(topic: String, attempt: Int, failedAt: Timestamp?)
  /// Its run is cancelled.
  case cancelled
  /// Not the job's doing: it stays in the queue.
  case interrupted
}
