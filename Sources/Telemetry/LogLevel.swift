/// How much a log line matters, after swift-log.
public enum LogLevel: String, CaseIterable, Sendable, Comparable {
  case trace, debug, info, notice, warning, error, critical

  public static func < (first: LogLevel, second: LogLevel) -> Bool { first.rank < second.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
