import CRdKafka
import Foundation
import Queue
import Synchronization

/// One call of `publish`: which of its records have been acknowledged, and where they stand. Filled by librdkafka's thread, awaited by the caller.
final class Publication: Sendable {
  /// A record that was refused.
  struct Refusal: Sendable {
    var index: Int
    var error: rd_kafka_resp_err_t
  }

  /// What librdkafka carries for each record until it reports the delivery.
  final class Entry: Sendable {
    let publication: Publication
    let index: Int

    init(_ publication: Publication, _ index: Int) {
      self.publication = publication
      self.index = index
    }
  }

  private struct State {
    var places: [Place]
    var refusals: [Refusal] = []
  }

  private let state: Mutex<State>
  private let reports = DispatchSemaphore(value: 0)

  init(count: Int) { state = Mutex(State(places: Array(repeating: Place(partition: -1, offset: -1), count: count))) }

  func report(_ index: Int, _ error: rd_kafka_resp_err_t, _ place: Place) {
    state.withLock { state in
      if error == RD_KAFKA_RESP_ERR_NO_ERROR {
        state.places[index] = place
      } else {
        state.refusals.append(Refusal(index: index, error: error))
      }
    }
    reports.signal()
  }

  /// Waits for the report of one more record.
  func awaitReport(until deadline: DispatchTime) -> Bool { reports.wait(timeout: deadline) == .success }

  var places: [Place] { state.withLock(\.places) }
  var refusals: [Refusal] { state.withLock(\.refusals) }
}

/// Called by librdkafka's background thread with delivery reports and errors.
func publicationEvent(_ client: OpaquePointer?, _ event: OpaquePointer?, _ opaque: UnsafeMutableRawPointer?) {
  defer { rd_kafka_event_destroy(event) }
  switch rd_kafka_event_type(event) {
  case RD_KAFKA_EVENT_DR:
    while let message = rd_kafka_event_message_next(event) {
      guard let opaque = message.pointee._private else { continue }
      let entry = Unmanaged<Publication.Entry>.fromOpaque(opaque).takeRetainedValue()
      entry.publication.report(entry.index, message.pointee.err, Place(message))
    }
  case RD_KAFKA_EVENT_ERROR:
    let error = rd_kafka_event_error(event)
    ClientJournal.of(opaque)?.note(
      error, String(cString: rd_kafka_event_error_string(event)), isFatal: rd_kafka_event_error_is_fatal(event) != 0)
  default:
    break
  }
}
