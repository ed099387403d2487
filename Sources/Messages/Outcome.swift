/// How one job ended: the message on `konomi.outcomes`, keyed `run/neuron`. Plain JSON, type `konomi.outcome.v1`. These records are the ledger of a run.
public struct Outcome: Codable, Sendable, Equatable {
  public enum State: String, Codable, Sendable {
    case succeeded, dead
    /// Its run was cancelled before it had a result.
    case cancelled
  }

  public var run: String
  public var neuron: String
  public var state: State
  /// Where the result or the dead letter stands: partition and offset in `konomi.results` or `konomi.dead-letters`; of a cancelled job, where it stood in `konomi.jobs`.
  public var partition: Int32
  public var offset: Int64
  /// SHA-256 (hex) of the result's value before compression; nil where there is none.
  public var sha256: String?
  /// What went wrong; nil unless the job is dead.
  public var error: FailureReport?
  /// Which worker, and how long it computed, in seconds (for rates and for the operator; never part of a result).
  public var worker: String
  public var seconds: Double

  public init(
    run: String, neuron: String, state: State, partition: Int32, offset: Int64, sha256: String?, error: FailureReport?, worker: String,
    seconds: Double
  ) {
    self.run = run
    self.neuron = neuron
    self.state = state
    self.partition = partition
    self.offset = offset
    self.sha256 = sha256
    self.error = error
    self.worker = worker
    self.seconds = seconds
  }
}

/// Why a job failed, as dead letters and outcomes carry it.
public struct FailureReport: Codable, Sendable, Hashable {
  /// The class of a failure decides whether another attempt can help.
  public enum Class: String, Codable, Sendable {
    case transient, permanent, interrupted, crashed

    /// Whether the same job may succeed another time.
    public var isRetriable: Bool { self == .transient || self == .interrupted }
  }

  /// The code of a job that ended because its stimuli are no longer in their topic.
  public static let stimuliAreGone = "stimuli_gone"

  public var `class`: Class
  /// A short stable name, e.g. `stimuli_digest_mismatch`.
  public var code: String
  /// One sentence for a person.
  public var message: String

  public init(class: Class, code: String, message: String) {
    self.class = `class`
    self.code = code
    self.message = message
  }
}
