/// The standard normal distribution, without the C library.
public enum NormalDistribution {
  /// The share of the distribution above `z`: erfc(z / sqrt 2) / 2, to 1e-12 relative while it is above 1e-300.
  ///
  /// Abramowitz & Stegun, "Handbook of mathematical functions" (1964): the series 26.2.11 near the middle, the continued fraction 26.2.14 in the tail.
  public static func upperTail(_ z: Double) -> Double {
    if z < 0 { return 1 - upperTail(-z) }
    let density = Elementary.exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
    if z < 2.5 {
      var (term, sum) = (z, z)
      var odd = 3.0
      while term > sum * 1e-17 {
        term *= z * z / odd
        sum += term
        odd += 2
      }
      return 0.5 - density * sum
    }
    var fraction = 0.0
    for k in stride(from: 120, through: 1, by: -1) { fraction = Double(k) / (z + fraction) }
    return density / (z + fraction)
  }

  /// The z below which the share `probability` of the distribution lies, to 1e-12; between 1e-300 and 1 - 1e-12.
  public static func quantile(_ probability: Double) -> Double {
    var (low, high) = (-38.0, 38.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if upperTail(middle) > 1 - probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
