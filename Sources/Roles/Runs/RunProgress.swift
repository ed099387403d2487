/// How far a run is.
public struct RunProgress: Sendable, Equatable {
  /// Neurons with a result, neurons whose job is a dead letter, and all.
  public var done: Int
  public var dead: Int
  public var total: Int

  public init(done: Int, dead: Int, total: Int) {
    self.done = done
    self.dead = dead
    self.total = total
  }
}
