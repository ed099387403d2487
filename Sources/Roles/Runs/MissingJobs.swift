/// Which neurons wait for an outcome that nobody will give: they are nowhere in the queue. A value without clock or broker.
struct MissingJobs {
  /// A run of which nothing was heard for so long is looked after, and then less and less often.
  private let quiet: Duration
  private var lastSign = ContinuousClock.now
  private var patience: Duration
  /// Those that were missing at the last look. What is on its way from one place to another is missing once, by mischance.
  private var suspects: Set<String> = []

  /// - Parameter quiet: long enough for what is on its way from one place in the queue to another.
  init(quiet: Duration) {
    self.quiet = quiet
    patience = quiet
  }

  /// Something came of the run.
  mutating func noteSign(at time: ContinuousClock.Instant) {
    lastSign = time
    patience = quiet
  }

  /// Whether it is time for a look.
  func isDue(at time: ContinuousClock.Instant) -> Bool { time - lastSign >= patience }

  /// A look at the queue.
  /// - Parameters:
  ///   - waiting: neurons without an outcome.
  ///   - queued: neurons with a job in the queue, or put aside.
  /// - Returns: those whose jobs are to be published again.
  mutating func look(waiting: some Sequence<String>, queued: Set<String>, at time: ContinuousClock.Instant) -> Set<String> {
    let missing = Set(waiting).subtracting(queued)
    let certain = missing.intersection(suspects)
    suspects = missing.subtracting(certain)
    lastSign = time
    patience = suspects.isEmpty ? min(patience * 2, quiet * 8) : quiet
    return certain
  }
}
