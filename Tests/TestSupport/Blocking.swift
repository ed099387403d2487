import Dispatch
import Foundation

/// Runs the body of a test that blocks on a thread of its own. The pool that tests run on has one thread per core, so that on two cores all that only wait for a
/// broker would wait one after the other. At most twelve that wait for room run at once.
///
/// - Parameter startsAtOnce: not behind others that wait for room. For the few that take longest, so that nothing waits for them at the end.
public func blocking(startsAtOnce: Bool = false, _ body: () throws -> Void) async throws {
  try await withTaskExecutorPreference(ThreadPerJob.shared) {
    if startsAtOnce { return try body() }
    ThreadPerJob.room.wait()
    defer { ThreadPerJob.room.signal() }
    try body()
  }
}

/// For a test that computes for long, at its beginning: those that wait for brokers begin before it, whatever the order. The pool takes what is in line one after the other, and
/// whatever waits longest would otherwise begin last.
public func lettingOthersBegin() async { await Task.yield() }

private final class ThreadPerJob: TaskExecutor {
  static let shared = ThreadPerJob()
  static let room = DispatchSemaphore(value: 12)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
