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
