import Messages
import Queue

/// How a delivered job ended, before the queue was told.
enum JobEnding: Sendable {
  /// The result's message.
  case result(Record)
  case dead(FailureReport)
  /// A copy goes to this topic: for another attempt after a failure, or to rest while its run is paused.
  case moved(topic: String, attempt: Int, after: FailureReport?)
  /// A copy goes to workers of another version of the method; the attempt does not count.
  case givenBack(version: Int)
  /// Its run is cancelled.
  case cancelled
  /// Its neuron has a result already.
  case superfluous
  /// Not the job's doing: it stays in the queue.
  case interrupted

  /// What is to be told of it; nil where nothing is.
  /// - Parameter hasLedger: whether the job's key names a neuron of a run.
  func telling(hasLedger: Bool) -> Telling? {
    switch self {
    case .result: Telling(.result, hasLedger: hasLedger)
    case .dead(let failure): Telling(.dead, failure: failure, hasLedger: hasLedger)
    case .moved(_, _, let failure): Telling(.moved, failure: failure, hasLedger: hasLedger)
    case .givenBack: Telling(.givenBack, hasLedger: hasLedger)
    case .cancelled: Telling(.cancelled, hasLedger: hasLedger)
    case .superfluous: Telling(.superfluous, hasLedger: hasLedger)
    case .interrupted: nil
    }
  }
}
