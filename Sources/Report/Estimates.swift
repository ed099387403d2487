import Numerics

/// A mean over neurons with its uncertainty.
public struct MeanEstimate: Codable, Sendable, Equatable {
  /// The number of neurons.
  public var count: Int
  public var mean: Double
  public var median: Double
  /// 95 % interval of the mean by bootstrap over neurons (Efron 1979): the 2.5 % and 97.5 % quantiles of the means of 2,000 samples of `count` neurons
  /// drawn with replacement; nil of a single neuron.
  public var low: Double?
  public var high: Double?

  /// Nil of no values. The draws follow from the seed and the quantity's name alone.
  init?(_ values: [Double], seed: UInt64, quantity: String) {
    guard let mean = Statistics.mean(values), let median = Statistics.quantile(values, 0.5) else { return nil }
    let stream = RandomStream(seed: seed, purpose: .reportBootstrap, subject: StreamKey(quantity))
    let interval = Bootstrap.interval(of: values.count, resamples: 2000, stream: stream) { drawn in
      drawn.reduce(0) { $0 + values[$1] } / Double(drawn.count)
    }
    count = values.count
    self.mean = mean
    self.median = median
    low = interval?.low
    high = interval?.high
  }
}

/// A share of neurons with its uncertainty.
public struct Proportion: Codable, Sendable, Equatable {
  public var count: Int
  /// Out of how many.
  public var total: Int
  /// count / total.
  public var share: Double
  /// 95 % interval of the share (Wilson, J. Am. Stat. Assoc. 22:209, 1927): with p = share, n = total and z = 1.959964,
  /// (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n).
  public var low: Double
  public var high: Double

  /// Nil of none.
  init?(_ count: Int, of total: Int) {
    guard let interval = WilsonInterval(successes: count, trials: total) else { return nil }
    self.count = count
    self.total = total
    share = Double(count) / Double(total)
    low = interval.low
    high = interval.high
  }
}

/// How a quantity is spread over neurons.
public struct Spread: Codable, Sendable, Equatable {
  /// The number of neurons.
  public var count: Int
  public var median: Double
  /// The 25 % and 75 % quantiles (linear interpolation: definition 7 of Hyndman & Fan 1996).
  public var lowerQuartile: Double
  public var upperQuartile: Double

  /// Nil of no values.
  init?(_ values: [Double]) {
    guard let median = Statistics.quantile(values, 0.5), let lower = Statistics.quantile(values, 0.25),
      let upper = Statistics.quantile(values, 0.75)
    else { return nil }
    count = values.count
    self.median = median
    lowerQuartile = lower
    upperQuartile = upper
  }
}
