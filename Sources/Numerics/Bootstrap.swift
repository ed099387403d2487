/// The bootstrap of a statistic over images or neurons (Efron, Ann. Stat. 7:1, 1979): samples drawn with replacement, percentile interval.
public enum Bootstrap {
  /// An interval with the share of resamples outside divided evenly between both ends.
  public struct Interval: Sendable, Equatable {
    public let low: Double
    public let high: Double
    /// The standard deviation of the statistic over the resamples.
    public let standardError: Double
  }

  /// The interval of `statistic` over resamples of `count` items.
  /// - Parameters:
  ///   - segments: items that follow each other and are not independent are drawn together, in so many segments as equal as can be, and the interval is widened for their
  ///     number (`tail`); nil, or as many as items, draws each by itself.
  ///   - coverage: the share of resamples inside, e.g. 0.95.
  ///   - statistic: of a resample, given as `count` indices of items with repetitions; nil where it is not defined there.
  /// - Returns: nil where fewer than half of the resamples define the statistic.
  public static func interval(
    of count: Int, segments: Int? = nil, resamples: Int = 1000, coverage: Double = 0.95, stream: RandomStream, statistic: ([Int]) -> Double?
  ) -> Interval? {
    guard count > 1 else { return nil }
    let segments = segments ?? count
    let values = (0..<resamples).compactMap { statistic(resample($0, of: count, segments: segments, stream: stream)) }
    let tail = segments == count ? (1 - coverage) / 2 : tail(of: segments, coverage: coverage)
    guard values.count * 2 >= resamples, let low = Statistics.quantile(values, tail),
      let high = Statistics.quantile(values, segments == count ? (1 + coverage) / 2 : 1 - tail),
      let error = Statistics.standardDeviation(values)
    else { return nil }
    return Interval(low: low, high: high, standardError: error)
  }

  /// The items of one resample, each segment's in order.
  public static func resample(_ number: Int, of count: Int, segments: Int, stream: RandomStream) -> [Int] {
    let drawn = (0..<segments).map { stream.integer(below: segments, step: number, index: $0) }
    return segments == count ? drawn : drawn.flatMap { $0 * count / segments..<($0 + 1) * count / segments }
  }

  /// The quantile at which the interval of few segments begins, instead of (1 - coverage) / 2: the expanded percentile interval of Hesterberg (Am. Stat. 69:371, 2015),
  /// Phi(-sqrt(n / (n - 1)) t), where t is Student's quantile of (1 + coverage) / 2 with n - 1 degrees of freedom (the series 26.7.5 of Abramowitz & Stegun, to .001
  /// from n = 5 on). 0 for fewer than 2.
  public static func tail(of segments: Int, coverage: Double = 0.95) -> Double {
    guard segments > 1 else { return 0 }
    let (n, degrees) = (Double(segments), Double(segments - 1))
    let z = NormalDistribution.quantile((1 + coverage) / 2)
    let powers = (0...4).map { power in (0..<2 * power).reduce(z) { product, _ in product * z } }
    let first = (powers[1] + powers[0]) / 4
    let second = (5 * powers[2] + 16 * powers[1] + 3 * powers[0]) / 96
    let third = (3 * powers[3] + 19 * powers[2] + 17 * powers[1] - 15 * powers[0]) / 384
    let fourth = (79 * powers[4] + 776 * powers[3] + 1482 * powers[2] - 1920 * powers[1] - 945 * powers[0]) / 92_160
    let student = z + (first + (second + (third + fourth / degrees) / degrees) / degrees) / degrees
    return NormalDistribution.upperTail((n / (n - 1)).squareRoot() * student)
  }
}
