import Messages

/// How far a host's wall clock is from the brokers'.
public struct ClockDifference: Sendable, Equatable, CustomStringConvertible {
  /// Positive where the host's clock is ahead.
  public var seconds: Double

  public init(seconds: Double) { self.seconds = seconds }

  /// - Parameters:
  ///   - host: what the host's clock said when a record was handed over.
  ///   - stamp: what the broker's said when it took it.
  public init(host: Timestamp, stamp: Int64) { self.init(seconds: Double(host.milliseconds - stamp) / 1000) }

  /// Whether people would be led astray by what the host writes of the time: more than 10 s.
  public var isLarge: Bool { abs(seconds) > 10 }

  /// `2 h ahead of the brokers'`, in the largest unit of which there are two.
  public var description: String {
    let units = [(86_400.0, "days"), (3_600, "h"), (60, "min"), (1, "s")]
    let (length, name) = units.first { abs(seconds) >= 2 * $0.0 } ?? (1, "s")
    return "\(Int((abs(seconds) / length).rounded())) \(name) \(seconds < 0 ? "behind" : "ahead of") the brokers'"
  }
}
