/// How a worker ends once it is told to: a value, with time handed in.
struct Drain {
  enum Step: Equatable {
    case work
    /// Take nothing more, and finish what is at hand.
    case stopIntake
    /// The jobs at hand have had their time.
    case interrupt
    case leave
  }

  private let deadline: Duration?
  private let lastWords: Duration
  private var stopped: ContinuousClock.Instant?
  private var interrupted: ContinuousClock.Instant?

  /// - Parameters:
  ///   - deadline: how long the jobs at hand may go on; nil for as long as they take.
  ///   - lastWords: how long what is computed may wait for its acknowledgement after that.
  init(deadline: Duration?, lastWords: Duration) {
    self.deadline = deadline
    self.lastWords = lastWords
  }

  /// - Parameters:
  ///   - isRequested: whether the worker was told to stop.
  ///   - isUrgent: whether it was told to stop at once.
  ///   - isEmpty: whether no job is at hand, computed ones included.
  mutating func step(at now: ContinuousClock.Instant, isRequested: Bool, isUrgent: Bool, isEmpty: Bool) -> Step {
    guard isRequested else { return .work }
    guard let stopped else {
      stopped = now
      return .stopIntake
    }
    if isEmpty { return .leave }
    if isUrgent {
      interrupted = interrupted ?? now
      return interrupted.map { now - $0 >= lastWords } == true ? .leave : .work
    }
    return deadline.map { now - stopped >= $0 } == true ? .interrupt : .work
  }
}
