import Foundation

/// Waits until something is so that happens elsewhere, in another thread or process, and throws where it is not so in time: a test that waits for ever tells nobody what it
/// waited for. The time is long, for machines that have much else to do.
public func awaiting(_ what: String, within limit: Duration = .seconds(120), _ isSo: () throws -> Bool) throws {
  let deadline = ContinuousClock.now + limit
  while try !isSo() {
    guard ContinuousClock.now < deadline else { throw Overdue(description: "\(what) did not happen within \(limit)") }
    Thread.sleep(forTimeInterval: 0.01)
  }
}

/// What a test waited for has not happened.
public struct Overdue: Error, CustomStringConvertible {
  public var description: String
}
