/// What a worker is doing: the message on `konomi.workers`, keyed by the worker's id, every few seconds. Plain JSON, type `konomi.worker.v1`.
public struct WorkerState: Codable, Sendable, Equatable {
  public struct Running: Codable, Sendable, Equatable {
    public var run: String
    public var neuron: String
    /// When the job started, in seconds since 1970 by the worker's wall clock: for a person. Whoever reckons takes `seconds`.
    public var since: Double
    /// For how long it had been running when this was written, by a clock that is never set; nil from workers of before.
    public var seconds: Double?

    public init(run: String, neuron: String, since: Double, seconds: Double? = nil) {
      self.run = run
      self.neuron = neuron
      self.since = since
      self.seconds = seconds
    }
  }

  /// What keeps a worker from its work. It mends itself once the cause is gone; nothing is lost meanwhile.
  public enum Condition: String, Codable, Sendable, CaseIterable {
    /// No broker answers: what is finished is kept until one does.
    case brokerUnreachable = "broker_unreachable"
    /// A topic was deleted, or does not fit.
    case topicUnfit = "topic_unfit"
    case notAuthorised = "not_authorised"
    /// A topic does not take what is to be published.
    case messageTooLarge = "message_too_large"
    /// Anything else the broker reports.
    case brokerError = "broker_error"
    /// It was told to stop, and finishes what runs.
    case draining
  }

  public var worker: String
  public var host: String
  public var version: String
  public var methodVersion: Int
  public var slots: Int
  public var running: [Running]
  /// Jobs finished since the worker started.
  public var done: Int
  /// When this was written, in seconds since 1970 by the worker's wall clock: for a person, and to see whether that clock is right. Whoever reckons takes the broker's
  /// stamp of the record. false in `alive` is a worker's last word.
  public var time: Double
  public var alive: Bool
  /// nil where nothing keeps it from its work.
  public var condition: Condition?
  /// One sentence on the condition, for a person.
  public var reason: String?
  /// The partitions of the jobs' topic that it owns.
  public var partitions: [Int32]?
  /// Attempts that failed since the worker started, those that are tried again and those that are not; nil without any.
  public var failedAttempts: Int?
  /// Dead letters that were too large for their topic in every form, since the worker started; nil without any. The worker's log tells of each.
  public var droppedLetters: Int?

  public init(
    worker: String, host: String, version: String, methodVersion: Int, slots: Int, running: [Running], done: Int, time: Double, alive: Bool,
    condition: Condition? = nil, reason: String? = nil, partitions: [Int32]? = nil, failedAttempts: Int? = nil,
    droppedLetters: Int? = nil
  ) {
    self.worker = worker
    self.host = host
    self.version = version
    self.methodVersion = methodVersion
    self.slots = slots
    self.running = running
    self.done = done
    self.time = time
    self.alive = alive
    self.condition = condition
    self.reason = reason
    self.partitions = partitions
    self.failedAttempts = failedAttempts
    self.droppedLetters = droppedLetters
  }
}
