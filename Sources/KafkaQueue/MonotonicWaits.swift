import CRdKafka
import Glibc

/// C's `cnd_timedwait`, in place of the C library's own in every program that holds this module.
///
/// librdkafka waits by it, with deadlines by the wall clock: where that is set back by an hour while a thread waits for a tenth of a second, the thread waits for an hour, and
/// with it every call that asks the client. Here the time that is left when the wait begins is waited for by the monotonic clock. The linker takes a program's own function
/// before a library's of the same name, for librdkafka's calls too. glibc's C11 conditions and mutexes are those of POSIX.
@_cdecl("cnd_timedwait")
public func waitMonotonically(
  _ condition: UnsafeMutablePointer<pthread_cond_t>, _ mutex: UnsafeMutablePointer<pthread_mutex_t>, _ deadline: UnsafePointer<timespec>
) -> CInt {
  let left = max(0, deadline.pointee.nanoseconds - now(CLOCK_REALTIME))
  var end = timespec(nanoseconds: now(CLOCK_MONOTONIC) + left)
  return switch pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, &end) {
  case 0: C11.success
  case ETIMEDOUT: C11.timedOut
  default: C11.error
  }
}

/// What C's thread functions return (`threads.h`), as glibc numbers it.
private enum C11 {
  static let success: CInt = 0
  static let error: CInt = 2
  static let timedOut: CInt = 4
}

private func now(_ clock: clockid_t) -> Int64 {
  var time = timespec()
  clock_gettime(clock, &time)
  return time.nanoseconds
}

extension timespec {
  fileprivate init(nanoseconds: Int64) {
    self.init(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
  }

  fileprivate var nanoseconds: Int64 { Int64(tv_sec) * 1_000_000_000 + Int64(tv_nsec) }
}
