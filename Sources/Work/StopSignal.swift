import Synchronization

/// Somebody wants a role to end: once is "finish what runs, take nothing new", twice is "now".
public final class StopSignal: Sendable {
  private let requests = Atomic<Int>(0)

  public init() {}

  public func request() { requests.add(1, ordering: .relaxed) }
  /// As if requested twice.
  public func requestUrgently() { requests.add(2, ordering: .relaxed) }

  /// No new work.
  public var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }
  /// Not even the work at hand.
  public var isUrgent: Bool { requests.load(ordering: .relaxed) > 1 }
}
