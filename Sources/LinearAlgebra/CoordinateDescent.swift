/// Cyclic coordinate descent for the Lasso, |y - X w|^2 / 2n + penalty sum |w|, in its covariance form (Friedman, Hastie & Tibshirani, J. Stat. Softw. 33:1, 2010,
/// section 2.2). A run goes on from where the last one ended, so that a path of falling penalties costs little more than its last.
public struct CoordinateDescent: Sendable {
  /// X^T X / n.
  public let covariance: Matrix
  /// X^T (y - X w) / n.
  public private(set) var gradients: [Double]
  /// w, one a column of X.
  public private(set) var weights: [Double]

  /// All weights zero.
  /// - Parameter correlations: X^T y / n.
  /// - Precondition: as many as the covariance has rows and columns.
  public init(covariance: Matrix, correlations: [Double]) {
    self.covariance = covariance
    gradients = correlations
    weights = [Double](repeating: 0, count: correlations.count)
  }

  /// Sweeps over the weights until none moves by more than `tolerance`, at most `mostSweeps` times.
  public mutating func run(penalty: Double, tolerance: Double, mostSweeps: Int) {
    for _ in 0..<mostSweeps {
      var largest = 0.0
      for weight in weights.indices {
        let variance = covariance[weight, weight]
        let pull = gradients[weight] + variance * weights[weight]
        // Soft threshold; a column without variance keeps its zero.
        let target = abs(pull) <= penalty || variance == 0 ? 0 : (pull > 0 ? pull - penalty : pull + penalty) / variance
        let step = target - weights[weight]
        guard step != 0 else { continue }
        weights[weight] = target
        covariance.addRow(weight, times: -step, to: &gradients)
        largest = max(largest, abs(step))
      }
      if largest <= tolerance { return }
    }
  }
}
