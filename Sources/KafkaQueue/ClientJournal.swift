import CRdKafka
import Queue
import Synchronization

/// What librdkafka's own threads have to tell about one client: its callbacks write here, the owner reads.
final class ClientJournal: Sendable {
  struct Trouble: Sendable {
    var error: rd_kafka_resp_err_t
    var text: String
  }

  private struct State {
    var trouble: Trouble?
    var fatal: Trouble?
    var rebalances: [Rebalance] = []
    var isClosing = false
  }

  private let state = Mutex(State())
  private let log: @Sendable (String) -> Void

  init(log: @escaping @Sendable (String) -> Void) { self.log = log }

  /// The last thing that went wrong with the connection.
  var trouble: Trouble? { state.withLock(\.trouble) }
  /// Why the client is beyond use.
  var fatal: Trouble? { state.withLock(\.fatal) }

  func note(_ error: rd_kafka_resp_err_t, _ text: String, isFatal: Bool) {
    state.withLock { state in
      // "All brokers are down" follows the reason, and says less.
      if error != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || state.trouble == nil { state.trouble = Trouble(error: error, text: text) }
      if isFatal { state.fatal = Trouble(error: error, text: text) }
    }
  }

  func write(_ line: String) { log(line) }

  func note(_ rebalance: Rebalance) { state.withLock { $0.rebalances.append(rebalance) } }

  /// The oldest change of the assignment that was not taken yet.
  func takeRebalance() -> Rebalance? { state.withLock { $0.rebalances.isEmpty ? nil : $0.rebalances.removeFirst() } }

  /// From now on a change of the assignment is performed where it arrives.
  func close() { state.withLock { $0.isClosing = true } }
  var isClosing: Bool { state.withLock(\.isClosing) }

  /// The journal behind a client's opaque pointer.
  static func of(_ opaque: UnsafeMutableRawPointer?) -> ClientJournal? {
    opaque.map { Unmanaged<ClientJournal>.fromOpaque($0).takeUnretainedValue() }
  }
}

/// Called by librdkafka on any of its threads.
func journalLog(_ client: OpaquePointer?, _ level: Int32, _ facility: UnsafePointer<CChar>?, _ text: UnsafePointer<CChar>?) {
  guard let client, let journal = ClientJournal.of(rd_kafka_opaque(client)) else { return }
  journal.write("librdkafka \(facility.map { String(cString: $0) } ?? "") \(text.map { String(cString: $0) } ?? "")")
}

/// Called by librdkafka from polls of consumers.
func journalError(_ client: OpaquePointer?, _ error: Int32, _ reason: UnsafePointer<CChar>?, _ opaque: UnsafeMutableRawPointer?) {
  let error = rd_kafka_resp_err_t(rawValue: error)
  ClientJournal.of(opaque)?.note(error, reason.map { String(cString: $0) } ?? "", isFatal: error == RD_KAFKA_RESP_ERR__FATAL)
}
