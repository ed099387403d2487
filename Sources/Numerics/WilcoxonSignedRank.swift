/// Wilcoxon's signed-rank test of paired samples, e.g. two models' prediction similarities over the neurons of a recording.
///
/// Wilcoxon, Biometrics Bulletin 1:80 (1945). Pairs without a difference are dropped; equal differences share their mean rank. The p value is two-sided.
public struct WilcoxonSignedRank: Sendable, Equatable {
  /// The pairs that differ.
  public let pairs: Int
  /// The sum of the ranks of the positive differences, and of the negative ones.
  public let positiveRanks: Double
  public let negativeRanks: Double
  /// The probability, were the differences symmetric about 0, of rank sums at least as uneven.
  public let pValue: Double

  /// The test of `differences` against 0: exact for up to 50 differences without ties and zeros, by the normal approximation
  /// (variance corrected for ties, no correction for continuity) otherwise. nil where no difference is left.
  public init?(differences: [Double]) {
    let nonzero = differences.filter { $0 != 0 }
    guard !nonzero.isEmpty, nonzero.allSatisfy(\.isFinite) else { return nil }
    let order = nonzero.indices.sorted { nonzero[$0].magnitude < nonzero[$1].magnitude }
    var (positive, negative, ties) = (0.0, 0.0, 0.0)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, nonzero[order[end]].magnitude == nonzero[order[first]].magnitude { end += 1 }
      let rank = Double(first + 1 + end) / 2
      for place in first..<end {
        if nonzero[order[place]] > 0 { positive += rank } else { negative += rank }
      }
      let tied = Double(end - first)
      ties += tied * tied * tied - tied
      first = end
    }
    pairs = nonzero.count
    positiveRanks = positive
    negativeRanks = negative
    let exact = nonzero.count <= 50 && ties == 0 && nonzero.count == differences.count
    pValue = exact ? Self.exact(Int(min(positive, negative)), nonzero.count) : Self.approximate(positive, nonzero.count, ties)
  }

  /// Twice the share of the 2^n signings whose rank sum is at most `statistic`.
  private static func exact(_ statistic: Int, _ n: Int) -> Double {
    // counts[s]: how many subsets of the ranks so far sum to s; below 2^50, hence exact in a Double.
    var counts = [1.0] + [Double](repeating: 0, count: n * (n + 1) / 2)
    for rank in 1...n {
      for sum in stride(from: counts.count - 1, through: rank, by: -1) { counts[sum] += counts[sum - rank] }
    }
    let tail = counts[0...statistic].reduce(0, +) / counts.reduce(0, +)
    return min(1, 2 * tail)
  }

  private static func approximate(_ positive: Double, _ pairs: Int, _ ties: Double) -> Double {
    let n = Double(pairs)
    let variance = (n * (n + 1) * (2 * n + 1) - ties / 2) / 24
    let z = (positive - n * (n + 1) / 4).magnitude / variance.squareRoot()
    return min(1, 2 * NormalDistribution.upperTail(z))
  }
}
