/// Decides which of many progress reports are shown, so that a terminal is not redrawn for nothing and a log stays short.
public struct ProgressPace: Sendable, Equatable {
  /// No line comes sooner than this after the one before.
  private let least: Duration
  /// A line is due when the share done grew by this much ...
  private let step: Double
  /// ... or this much time went by.
  private let longest: Duration
  private var last: ProgressLine?

  /// At most ten redrawn lines a second.
  public static let terminal = ProgressPace(least: .milliseconds(100), step: 0, longest: .milliseconds(100))
  /// A line each 5 % or each minute, never two within 10 s.
  public static let log = ProgressPace(least: .seconds(10), step: 0.05, longest: .seconds(60))

  init(least: Duration, step: Double, longest: Duration) {
    self.least = least
    self.step = step
    self.longest = longest
  }

  /// Whether this report is due; the first and the last always are, the last only once.
  public mutating func isDue(_ line: ProgressLine) -> Bool {
    if let last {
      guard last.done < last.total else { return false }
      let since = line.elapsed - last.elapsed
      guard line.done >= line.total || since >= least && (line.share - last.share >= step || since >= longest) else { return false }
    }
    last = line
    return true
  }
}
