import Messages
import Synchronization

/// A broker's clock that passes when it is told to.
final class MovableClock: Sendable {
  private let time = Mutex<Int64>(1_795_000_000_000)

  var now: Timestamp { time.withLock { Timestamp(milliseconds: $0) } }

  func pass(_ duration: Duration) { time.withLock { $0 += Int64(duration / .milliseconds(1)) } }
}
