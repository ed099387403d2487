/// Cyclic coordinate descent for the Lasso, |y - X w|^2 / 2n + penalty sum |w|, in its covariance form (Friedman, Hastie & Tibshirani, J. Stat. Softw. 33:1, 2010,
/// section 2.2). A run goes on from where the last one ended, so that a path of falling penalties costs little more than its last.
public struct CoordinateDescent: Sendable {
  private let covariance: Covariance
  /// Rows of a covariance that is not whole: of the columns whose weights have moved.
  private var known: [Int: [Double]] = [:]
  /// X^T (y - X w) / n.
  public private(set) var gradients: [Double]
  /// w, one a column of X.
  public private(set) var weights: [Double]

  /// All weights zero.
  /// - Parameter correlations: X^T y / n.
  /// - Precondition: as many as the covariance has rows and columns.
  public init(covariance: Covariance, correlations: [Double]) {
    precondition(covariance.variances.count == correlations.count, "one correlation a column")
    self.covariance = covariance
    gradients = correlations
    weights = [Double](repeating: 0, count: correlations.count)
  }

  /// Sweeps over the weights until none moves by more than `tolerance`, at most `mostSweeps` times.
  public mutating func run(penalty: Double, tolerance: Double, mostSweeps: Int) {
    for _ in 0..<mostSweeps {
      var largest = 0.0
      for weight in weights.indices {
        let variance = covariance.variances[weight]
        let pull = gradients[weight] + variance * weights[weight]
        // Soft threshold; a column without variance keeps its zero.
        let target = abs(pull) <= penalty || variance == 0 ? 0 : (pull > 0 ? pull - penalty : pull + penalty) / variance
        let step = target - weights[weight]
        guard step != 0 else { continue }
        weights[weight] = target
        add(weight, times: -step, penalty: penalty)
        largest = max(largest, abs(step))
      }
      if largest <= tolerance { return }
    }
  }

  /// How many rows of a covariance that is not whole are computed together, so that X is read once for all of them.
  private static let together = 8

  /// Adds a multiple of one row of the covariance to the gradients.
  private mutating func add(_ row: Int, times factor: Double, penalty: Double) {
    if let whole = covariance.whole {
      whole.addRow(row, times: factor, to: &gradients)
      return
    }
    if known[row] == nil {
      if known.count >= covariance.mostKept { known.removeAll(keepingCapacity: true) }
      // With it the next ones that will move, unless this step changes that.
      let next = gradients.indices[(row + 1)...].lazy.filter { [known, gradients] in known[$0] == nil && abs(gradients[$0]) > penalty }
      let rows = [row] + next.prefix(Self.together - 1)
      let computed = covariance.rows(rows)
      for (place, row) in rows.enumerated() { known[row] = Array(computed.row(place)) }
    }
    known[row]?.withUnsafeBufferPointer { values in
      gradients.withUnsafeMutableBufferPointer { gradients in
        for column in gradients.indices { gradients[column] += factor * values[column] }
      }
    }
  }
}
