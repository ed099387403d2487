import Messages
import Queue

/// A job that has ended and whose ending is on its way to the broker.
struct EndedJob: Sendable {
  let ticket: JobTicket
  let history: JobHistory
  /// The job's record without what its copies have added.
  let original: Record
  var ending: JobEnding
  /// How long it was computed.
  let seconds: Double
  /// Where its result or dead letter stands, once the broker has acknowledged it.
  var place: Place?
}
