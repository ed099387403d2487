/// What to do with a job whose earlier starts had no end.
public struct CrashPolicy: Sendable, Equatable {
  public enum Step: Sendable, Equatable {
    case run
    /// A suspect: in a child process of its own. If that dies, the job is guilty, and its dead letter names the signal.
    case runApart
    /// Workers died again and again: a dead letter `crashed`, cause unknown.
    case deadLetter
  }

  /// From so many lost starts on a job is a suspect: two hosts may simply have died under it.
  public var suspectStarts: Int
  public var deadStarts: Int

  public init(suspectStarts: Int = 2, deadStarts: Int = 6) {
    self.suspectStarts = suspectStarts
    self.deadStarts = deadStarts
  }

  public func step(earlierStarts: Int) -> Step {
    if earlierStarts >= deadStarts { return .deadLetter }
    return earlierStarts >= suspectStarts ? .runApart : .run
  }
}
