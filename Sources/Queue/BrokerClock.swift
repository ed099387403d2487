import Messages
import Synchronization

/// What time it is at the brokers, as far as their stamps tell: the only clock by which hosts compare moments. This host's wall clock has no part in it, and may be wrong, or be set, as it likes.
///
/// It never goes back. What the brokers have stamped is past, so that the estimate is ahead of every stamp that was heard of; an acknowledgement also says how far ahead it may be
/// (the record had not left yet), and the estimate draws near to that by a thousandth of the time that passes: enough for how oscillators differ, and where a broker's
/// clock is set back, moments that were stamped before do not come again.
public final class BrokerClock: Sendable {
  private struct State {
    /// Milliseconds between the monotonic clock and the brokers'.
    var lead: Int64?
    /// When it was last drawn nearer.
    var drawn: Int64
  }

  private let state: Mutex<State>
  private let monotonic: @Sendable () -> Duration

  /// - Parameter monotonic: passes as time does and is never set; from where it counts does not matter.
  public init(monotonic: @escaping @Sendable () -> Duration = BrokerClock.sinceStart) {
    self.monotonic = monotonic
    state = Mutex(State(drawn: monotonic().wholeMilliseconds))
  }

  /// A moment by the monotonic clock: taken before something is published, for `acknowledge`.
  public var moment: Duration { monotonic() }

  /// A record was received that the broker stamped so.
  public func receive(_ timestamp: Int64) {
    guard timestamp >= 0 else { return }
    state.withLock { raise(&$0, timestamp, at: monotonic().wholeMilliseconds) }
  }

  /// A record was acknowledged that was handed over at this moment, and that the broker stamped so.
  public func acknowledge(_ timestamp: Int64, sent: Duration) {
    guard timestamp >= 0 else { return }
    state.withLock { state in
      let now = monotonic().wholeMilliseconds
      raise(&state, timestamp, at: now)
      let most = timestamp - sent.wholeMilliseconds
      guard let lead = state.lead, lead > most else {
        state.drawn = now
        return
      }
      let step = min(lead - most, (now - state.drawn) / 1000)
      guard step > 0 else { return }
      state.lead = lead - step
      state.drawn = now
    }
  }

  /// The brokers' present time; nil before anything was heard of them.
  public var now: Timestamp? {
    state.withLock { state in state.lead.map { Timestamp(milliseconds: $0 + monotonic().wholeMilliseconds) } }
  }

  private func raise(_ state: inout State, _ timestamp: Int64, at now: Int64) {
    state.lead = max(state.lead ?? .min, timestamp - now)
  }

  /// Time since the process began to count it, also while the machine slept.
  @Sendable public static func sinceStart() -> Duration { ContinuousClock.now - start }

  private static let start = ContinuousClock.now
}

extension Duration {
  /// Milliseconds, rounded down.
  fileprivate var wholeMilliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
