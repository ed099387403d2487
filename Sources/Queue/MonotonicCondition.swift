import Glibc

/// A lock with a condition whose waits go by the monotonic clock: a host's clock that is set back or forward neither lengthens nor ends them. (Foundation's `NSCondition`
/// waits for a date.)
public final class MonotonicCondition: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  public init() {
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  public func withLock<Result>(_ body: () throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Wakes all who wait.
  public func broadcast() { pthread_cond_broadcast(condition) }

  /// Gives up the lock, which the caller holds, until somebody wakes it or this moment has come; it may wake without either.
  /// - Returns: whether the moment is still to come.
  @discardableResult
  public func wait(until end: ContinuousClock.Instant) -> Bool {
    let rest = end - .now
    guard rest > .zero else { return false }
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    // No wait needs more than a day, and none must overflow.
    let (seconds, attoseconds) = min(rest, .seconds(86_400)).components
    let nanoseconds = time.tv_nsec + Int(attoseconds / 1_000_000_000)
    time = timespec(tv_sec: time.tv_sec + Int(seconds) + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    pthread_cond_timedwait(condition, mutex, &time)
    return .now < end
  }

  /// Gives up the lock, which the caller holds, until somebody wakes it; it may wake without that.
  public func wait() { pthread_cond_wait(condition, mutex) }
}
