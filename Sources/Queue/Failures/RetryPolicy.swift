import Messages

/// What becomes of a job that failed.
public struct RetryPolicy: Sendable, Equatable {
  public enum Step: Sendable, Equatable {
    /// A copy goes to the retry topic as this attempt.
    case retry(attempt: Int)
    /// Nothing can help, or nothing has: a dead letter.
    case deadLetter
    /// Not the job's fault: its offset stays uncommitted, and whoever comes next runs it as if for the first time.
    case leave
  }

  /// At most `mostAttempts`.
  public let maximumAttempts: Int
  /// How long a copy rests on the retry topic. One constant, so that the head of each partition is always the next one due.
  public var delay: Duration

  /// A copy that claims more attempts is not believed (`JobHistory`), so no policy may allow more.
  public static let mostAttempts = 1000

  public init(maximumAttempts: Int = 3, delay: Duration = .seconds(30)) {
    self.maximumAttempts = min(max(1, maximumAttempts), Self.mostAttempts)
    self.delay = delay
  }

  /// - Parameter attempt: the one that failed, from 1.
  public func step(after failure: FailureReport.Class, attempt: Int) -> Step {
    switch failure {
    case .interrupted: .leave
    case .permanent, .crashed: .deadLetter
    case .transient: attempt < maximumAttempts ? .retry(attempt: attempt + 1) : .deadLetter
    }
  }
}
