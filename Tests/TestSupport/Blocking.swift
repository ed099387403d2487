import Dispatch
import Foundation

/// Runs the body of a test that blocks on a thread of its own. The pool that tests run on has one thread per core, so that on two cores all that only wait for a
/// broker would wait one after the other. At most eight run at once.
public func blocking(_ body: () throws -> Void) async throws {
  try await withTaskExecutorPreference(ThreadPerJob.shared) {
    ThreadPerJob.room.wait()
    defer { ThreadPerJob.room.signal() }
    try body()
  }
}

private final class ThreadPerJob: TaskExecutor {
  static let shared = ThreadPerJob()
  static let room = DispatchSemaphore(value: 8)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
