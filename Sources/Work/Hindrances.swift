import Messages
import Queue
import Synchronization
import Telemetry

/// What keeps a worker from its work, by the part that is concerned: said once in the log when it begins, and once when it is over.
final class Hindrances: Sendable {
  enum Part: String, CaseIterable {
    case taking = "take jobs"
    case publishing = "publish"
    case following = "read the runs"
    case stimuli = "read stimuli"
  }

  private let errors = Mutex<[Part: QueueError]>([:])
  private let log: Log

  init(log: Log) { self.log = log }

  func note(_ part: Part, _ error: QueueError) {
    let former = errors.withLock { $0.updateValue(error, forKey: part) }
    if former?.code != error.code {
      log.error("cannot \(part.rawValue)", ["condition": WorkerState.Condition(error.code).rawValue, "error": error.description])
    }
  }

  func clear(_ part: Part) {
    guard let former = errors.withLock({ $0.removeValue(forKey: part) }) else { return }
    log.info("can \(part.rawValue) again", ["condition": WorkerState.Condition(former.code).rawValue])
  }

  /// The first of them, for the worker's state.
  var condition: (name: WorkerState.Condition, reason: String)? {
    errors.withLock { errors in Part.allCases.compactMap { errors[$0] }.first.map { (.init($0.code), $0.description) } }
  }
}

extension WorkerState.Condition {
  init(_ code: QueueError.Code) {
    self =
      switch code {
      case .unreachable: .brokerUnreachable
      case .topicMissing, .topicUnfit: .topicUnfit
      case .recordTooLarge: .messageTooLarge
      case .notAuthorised: .notAuthorised
      case .recordRefused, .clockRefused, .staleAssignment, .broker: .brokerError
      }
  }
}
