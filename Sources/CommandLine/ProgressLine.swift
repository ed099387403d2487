/// How far a piece of work is, and when it should end: a value that renders itself as text.
public struct ProgressLine: Sendable, Equatable {
  /// How many pieces are done, of how many.
  public var done: Int
  public var total: Int
  /// Since this process began.
  public var elapsed: Duration
  /// How many of `done` were already there when it began: they say nothing about the rate.
  public var doneBefore: Int
  /// What is being done, e.g. "neurons".
  public var message: String

  public init(done: Int, total: Int, elapsed: Duration, doneBefore: Int = 0, message: String) {
    self.done = done
    self.total = total
    self.elapsed = elapsed
    self.doneBefore = doneBefore
    self.message = message
  }

  /// The share done, 0 to 1.
  public var share: Double { total > 0 ? min(1, Double(done) / Double(total)) : 1 }

  /// The time until the end, at the mean rate so far; nil as long as nothing was done.
  public var remaining: Duration? {
    let progress = done - doneBefore
    return progress > 0 ? elapsed / Double(progress) * Double(max(0, total - done)) : nil
  }

  /// One line for a terminal that is `width` columns wide: `neurons  [#####.....]  12/24  50 %  ETA 2 min 05 s`. The bar takes what the words leave, and goes where that is too little.
  public func bar(width: Int) -> String {
    let message = printable(message)
    let counts = "\(done)/\(total)  \(percent) %"
    let end = done >= total ? "in \(elapsed.brief)" : "ETA \(remaining?.brief ?? "-")"
    let room = min(40, width - message.count - counts.count - end.count - 8)
    guard room >= 8 else { return String("\(message)  \(counts)  \(end)".prefix(max(0, width))) }
    let filled = Int(share * Double(room))
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: room - filled)
    return "\(message)  [\(bar)]  \(counts)  \(end)"
  }

  /// One line for a log: `neurons: 12 of 24 (50 %), 2 min 00 s so far, 2 min 05 s to go`.
  public var plain: String {
    let end = done >= total ? "in \(elapsed.brief)" : "\(elapsed.brief) so far" + (remaining.map { ", \($0.brief) to go" } ?? "")
    return "\(printable(message)): \(done) of \(total) (\(percent) %), \(end)"
  }

  /// Rounded down: 100 only at the end.
  private var percent: Int { Int(share * 100) }

  private func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
