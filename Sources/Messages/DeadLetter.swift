/// A message that could not become a result, and why: the original's key, value and headers untouched, followed by the text headers of `headerNames`.
///
/// A letter that was requeued and failed again carries the headers of its earlier failures too, as part of the original; the last ones count.
public struct DeadLetter: Sendable, Equatable {
  /// Where the original stood.
  public struct Origin: Sendable, Equatable {
    public var topic: String
    public var partition: Int32
    public var offset: Int64
    /// As the broker kept it.
    public var timestamp: Timestamp

    public init(topic: String, partition: Int32, offset: Int64, timestamp: Timestamp) {
      self.topic = topic
      self.partition = partition
      self.offset = offset
      self.timestamp = timestamp
    }
  }

  public var original: Record
  public var error: FailureReport
  public var origin: Origin
  /// Which attempt failed, counted from 1, and how many there may be.
  public var attempt: Int
  public var maximumAttempts: Int
  /// Who gave up, and its version.
  public var worker: String
  public var workerVersion: String
  public var firstFailedAt: Timestamp
  public var lastFailedAt: Timestamp
  /// What the letter had to leave out, so that its topic took it; nil where it holds its original whole.
  public var omission: Omission?

  public init(
    original: Record, error: FailureReport, origin: Origin, attempt: Int, maximumAttempts: Int, worker: String, workerVersion: String,
    firstFailedAt: Timestamp, lastFailedAt: Timestamp, omission: Omission? = nil
  ) {
    self.original = original
    self.error = error
    self.origin = origin
    self.attempt = attempt
    self.maximumAttempts = maximumAttempts
    self.worker = worker
    self.workerVersion = workerVersion
    self.firstFailedAt = firstFailedAt
    self.lastFailedAt = lastFailedAt
    self.omission = omission
  }
}
