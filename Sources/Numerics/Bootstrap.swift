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
  ///   - coverage: the share of resamples inside, e.g. 0.95.
  ///   - statistic: of a resample, given as `count` indices of items with repetitions; nil where it is not defined there.
  /// - Returns: nil where fewer than half of the resamples define the statistic.
  public static func interval(
    of count: Int, resamples: Int = 1000, coverage: Double = 0.95, stream: RandomStream, statistic: ([Int]) -> Double?
  ) -> Interval? {
    guard count > 1 else { return nil }
    let values = (0..<resamples).compactMap { resample in
      statistic((0..<count).map { stream.integer(below: count, step: resample, index: $0) })
    }
    guard values.count * 2 >= resamples, let low = Statistics.quantile(values, (1 - coverage) / 2),
      let high = Statistics.quantile(values, (1 + coverage) / 2), let error = Statistics.standardDeviation(values)
    else { return nil }
    return Interval(low: low, high: high, standardError: error)
  }
}
