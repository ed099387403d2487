/// Ordinary least squares with an intercept, and how sure its weights are when the noise grows with the response.
public struct LinearRegression: Sendable {
  /// The intercept, then one weight per feature.
  public let weights: [Double]
  /// The covariance of the weights, White's HC0: (X'X)^-1 X' diag(e^2) X (X'X)^-1 (White, Econometrica 48:817, 1980).
  public let covariance: [[Double]]

  /// - Parameters:
  ///   - features: one row per sample, all of equal length.
  ///   - responses: one number per sample.
  /// - Precondition: as many responses as rows.
  /// - Returns: nil where there are no more samples than weights, or the features determine no single solution.
  public init?(features: [[Double]], responses: [Double]) {
    precondition(features.count == responses.count, "\(features.count) rows of features for \(responses.count) responses")
    guard let first = features.first, features.count > first.count + 1 else { return nil }
    let rows = features.map { [1] + $0 }
    let size = first.count + 1
    var gram = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    var moments = [Double](repeating: 0, count: size)
    for (row, response) in zip(rows, responses) { Self.accumulate(row, response, weight: 1, into: &gram, &moments) }
    guard let inverse = Self.inverse(gram) else { return nil }
    weights = Self.product(inverse, moments)

    var meat = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for (row, response) in zip(rows, responses) {
      let residual = response - zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 }
      Self.accumulate(row, 0, weight: residual * residual, into: &meat, &moments)
    }
    // (bread meat) bread; both are symmetric, so that rows serve as columns.
    let half = meat.map { Self.product(inverse, $0) }
    covariance = (0..<size).map { i in Self.product(inverse, half.map { $0[i] }) }
  }

  /// The standard error of a function of the weights by the delta method: sqrt(g' C g), `gradient` taken at the weights.
  public func standardError(gradient: [Double]) -> Double {
    let variance = zip(gradient, Self.product(covariance, gradient)).reduce(0) { $0 + $1.0 * $1.1 }
    return max(0, variance).squareRoot()
  }

  /// The standard error of one weight.
  public func standardError(of index: Int) -> Double { max(0, covariance[index][index]).squareRoot() }

  private static func accumulate(
    _ row: [Double], _ response: Double, weight: Double, into gram: inout [[Double]], _ moments: inout [Double]
  ) {
    for i in row.indices {
      moments[i] += row[i] * response
      for j in row.indices { gram[i][j] += row[i] * row[j] * weight }
    }
  }

  private static func product(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    matrix.map { zip($0, vector).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// The inverse of a symmetric positive definite matrix by Gauss and Jordan, which needs no pivoting there; nil where a pivot vanishes.
  private static func inverse(_ matrix: [[Double]]) -> [[Double]]? {
    let size = matrix.count
    var rows = matrix.enumerated().map { i, row in row + (0..<size).map { $0 == i ? 1 : 0 } }
    for pivot in 0..<size {
      guard rows[pivot][pivot] > 1e-12 * matrix[pivot][pivot] else { return nil }
      let scale = 1 / rows[pivot][pivot]
      rows[pivot] = rows[pivot].map { $0 * scale }
      for other in 0..<size where other != pivot {
        let factor = rows[other][pivot]
        for column in rows[other].indices { rows[other][column] -= factor * rows[pivot][column] }
      }
    }
    return rows.map { Array($0[size...]) }
  }
}
