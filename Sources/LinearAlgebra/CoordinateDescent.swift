import KernelShapes
import Kernels

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
  ///
  /// After each sweep over all weights come sweeps over those that are not zero alone, until these stand (active sets, section 2.6 there): their gradients
  /// follow within a square of their number, and all others' once at the end.
  public mutating func run(penalty: Double, tolerance: Double, mostSweeps: Int) {
    var sweeps = 0
    while sweeps < mostSweeps {
      sweeps += 1
      var largest = 0.0
      for weight in weights.indices {
        let step = Self.step(
          weight: weights[weight], gradient: gradients[weight], variance: covariance.variances[weight], penalty: penalty)
        guard step != 0 else { continue }
        weights[weight] += step
        add(weight, times: -step, penalty: penalty)
        largest = max(largest, abs(step))
      }
      if largest <= tolerance { return }
      sweeps += sweepSupport(penalty: penalty, tolerance: tolerance, most: mostSweeps - sweeps)
    }
  }

  /// What a weight moves by: to the soft threshold of its pull, in units of its variance. A column without variance keeps its zero.
  private static func step(weight: Double, gradient: Double, variance: Double, penalty: Double) -> Double {
    let pull = gradient + variance * weight
    return (abs(pull) <= penalty || variance == 0 ? 0 : (pull > 0 ? pull - penalty : pull + penalty) / variance) - weight
  }

  /// Sweeps over the weights that are not zero until none of them moves by more than `tolerance`, at most `most` times.
  /// - Returns: how many sweeps those were.
  private mutating func sweepSupport(penalty: Double, tolerance: Double, most: Int) -> Int {
    let support = weights.indices.filter { weights[$0] != 0 }
    let inner = among(support, penalty: penalty)
    let before = support.map { weights[$0] }
    var (moved, slopes) = (before, support.map { gradients[$0] })
    let variances = support.map { covariance.variances[$0] }
    var sweeps = 0
    var largest = Double.infinity
    while sweeps < most, largest > tolerance {
      sweeps += 1
      largest = 0
      for place in support.indices {
        let step = Self.step(weight: moved[place], gradient: slopes[place], variance: variances[place], penalty: penalty)
        guard step != 0 else { continue }
        moved[place] += step
        inner.addRow(place, times: -step, to: &slopes)
        largest = max(largest, abs(step))
      }
    }
    for (place, weight) in support.enumerated() where moved[place] != before[place] {
      weights[weight] = moved[place]
      add(weight, times: before[place] - moved[place], penalty: penalty)
    }
    return sweeps
  }

  /// The covariance of some columns with each other.
  private mutating func among(_ columns: [Int], penalty: Double) -> Matrix {
    var inner = Matrix(rows: columns.count, columns: columns.count)
    for (place, column) in columns.enumerated() {
      if let whole = covariance.whole {
        for (other, second) in columns.enumerated() { inner[place, other] = whole[column, second] }
      } else {
        let row = row(column, penalty: penalty)
        for (other, second) in columns.enumerated() { inner[place, other] = row[second] }
      }
    }
    return inner
  }

  /// How many rows of a covariance that is not whole are computed together, so that X is read once for all of them.
  private static let together = 8

  /// Adds a multiple of one row of the covariance to the gradients.
  private mutating func add(_ row: Int, times factor: Double, penalty: Double) {
    if let whole = covariance.whole {
      whole.addRow(row, times: factor, to: &gradients)
      return
    }
    self.row(row, penalty: penalty).withUnsafeBufferPointer { values in
      gradients.withUnsafeMutableBufferPointer { gradients in
        guard let source = values.baseAddress, let target = gradients.baseAddress else { return }
        KernelSet.chosen.addMultiple(gradients.count, factor, source, target)
      }
    }
  }

  /// One row of a covariance that is not whole, computed where it is not known.
  private mutating func row(_ row: Int, penalty: Double) -> [Double] {
    if let known = known[row] { return known }
    if known.count >= covariance.mostKept { known.removeAll(keepingCapacity: true) }
    // With it the next ones that will move, unless this step changes that.
    let next = gradients.indices[(row + 1)...].lazy.filter { [known, gradients] in known[$0] == nil && abs(gradients[$0]) > penalty }
    let rows = [row] + next.prefix(Self.together - 1)
    let computed = covariance.rows(rows)
    for (place, row) in rows.enumerated() { known[row] = Array(computed.row(place)) }
    return Array(computed.row(0))
  }
}
