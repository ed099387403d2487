import Foundation
import Synchronization

/// A thread beside a test: what its body throws comes out where it is waited for.
public final class SideThread: Sendable {
  private let result = Mutex<Result<Void, any Error>?>(nil)
  private let end = DispatchSemaphore(value: 0)

  public init(_ body: @escaping @Sendable () throws -> Void) {
    Thread.detachNewThread { [self] in
      let outcome = Result { try body() }
      result.withLock { $0 = outcome }
      end.signal()
    }
  }

  /// Waits for the body's end.
  /// - Throws: what the body threw; `StillRunning` where it does not end within 30 s.
  public func join() throws {
    guard end.wait(timeout: .now() + 30) == .success else { throw StillRunning() }
    end.signal()
    try result.withLock { $0 }?.get()
  }

  public struct StillRunning: Error {}
}
