import Synchronization

/// Tells another thread that it is time.
public final class Flag: Sendable {
  private let state = Atomic<Bool>(false)

  public init() {}

  public func raise() { state.store(true, ordering: .releasing) }
  public var isRaised: Bool { state.load(ordering: .acquiring) }
}
