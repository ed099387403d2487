/// Sample statistics in double precision, sums in the order of the samples.
public enum Statistics {
  /// The mean; nil of no samples.
  public static func mean(_ samples: [Double]) -> Double? {
    samples.isEmpty ? nil : samples.reduce(0, +) / Double(samples.count)
  }

  /// The variance about the sample's own mean, divided by n (not n - 1); nil of no samples.
  public static func variance(_ samples: [Double]) -> Double? {
    guard let mean = mean(samples) else { return nil }
    return self.mean(samples.map { ($0 - mean) * ($0 - mean) })
  }

  /// The square root of `variance`.
  public static func standardDeviation(_ samples: [Double]) -> Double? {
    variance(samples)?.squareRoot()
  }

  /// The value below which the share `probability` of the samples lies, interpolated linearly between neighbours
  /// (definition 7 of Hyndman & Fan, Am. Stat. 50:361, 1996); nil of no samples.
  public static func quantile(_ samples: [Double], _ probability: Double) -> Double? {
    guard !samples.isEmpty else { return nil }
    let sorted = samples.sorted()
    let place = min(max(probability, 0), 1) * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return sorted[below] }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }

  /// Pearson's correlation coefficient, clamped to -1 ... 1; nil where it is not defined: fewer than two pairs, a constant side, or a sample that is not finite.
  /// - Precondition: both sides have as many samples.
  public static func pearson(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count, "pearson needs pairs")
    guard x.count > 1 else { return nil }
    // Measured from the first sample, so that a constant side is exactly constant.
    let x0 = x[0]
    let y0 = y[0]
    var (sumX, sumY) = (0.0, 0.0)
    for i in x.indices {
      sumX += x[i] - x0
      sumY += y[i] - y0
    }
    let meanX = sumX / Double(x.count)
    let meanY = sumY / Double(x.count)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for i in x.indices {
      let dx = x[i] - x0 - meanX
      let dy = y[i] - y0 - meanY
      xx += dx * dx
      yy += dy * dy
      xy += dx * dy
    }
    let r = xy / (xx.squareRoot() * yy.squareRoot())
    return r.isFinite ? min(max(r, -1), 1) : nil
  }

  public static func mean(_ samples: [Float]) -> Double? { mean(samples.map(Double.init)) }
  public static func variance(_ samples: [Float]) -> Double? { variance(samples.map(Double.init)) }
  public static func standardDeviation(_ samples: [Float]) -> Double? { standardDeviation(samples.map(Double.init)) }
  public static func pearson(_ x: [Float], _ y: [Float]) -> Double? { pearson(x.map(Double.init), y.map(Double.init)) }
}
