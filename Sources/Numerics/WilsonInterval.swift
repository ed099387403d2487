/// An interval for a proportion, e.g. the share of complex cells (Wilson, J. Am. Stat. Assoc. 22:209, 1927); sensible at 0 and 1 and for few cells.
public struct WilsonInterval: Sendable, Equatable {
  public let low: Double
  public let high: Double

  /// The 95 % interval for `successes` of `trials`; nil of no trials.
  /// - Precondition: 0 <= successes <= trials.
  public init?(successes: Int, trials: Int) {
    precondition(successes >= 0 && successes <= trials, "\(successes) of \(trials) is no proportion")
    guard trials > 0 else { return nil }
    let z = 1.959963984540054
    let n = Double(trials)
    let p = Double(successes) / n
    let centre = p + z * z / (2 * n)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    low = successes == 0 ? 0 : (centre - half) / (1 + z * z / n)
    high = successes == trials ? 1 : (centre + half) / (1 + z * z / n)
  }
}
