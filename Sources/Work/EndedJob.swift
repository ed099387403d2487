import Messages
import Queue

/// A job that has ended and whose ending is on its way to the broker.
struct EndedJob: Sendable {
  let ticket: JobTicket
  let history: JobHistory
  /// The job's record without what its copies have added.
  let original: Record
  let ending: JobEnding
  /// How long it was computed.
  let seconds: Double
  /// When it ended.
  let time: Timestamp
  /// Whose it is; nil where its key names no neuron of a run.
  let key: JobKey?
  /// What is still to be told; nil where the job stays in the queue.
  var telling: Telling?
  /// Where its result or dead letter stands, once the broker has acknowledged it.
  var place: Place?

  init(ticket: JobTicket, history: JobHistory, original: Record, ending: JobEnding, seconds: Double, time: Timestamp) {
    self.ticket = ticket
    self.history = history
    self.original = original
    self.ending = ending
    self.seconds = seconds
    self.time = time
    key = try? JobKey(original.key)
    telling = ending.telling(hasLedger: key != nil)
  }
}

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

/// Why a job has no result, thrown where it is known better than any caller could.
struct JobFailure: Error {
  var report: FailureReport

  init(_ report: FailureReport) { self.report = report }

  init(_ class: FailureReport.Class, _ code: String, _ message: String) {
    report = FailureReport(class: `class`, code: code, message: message)
  }
}
