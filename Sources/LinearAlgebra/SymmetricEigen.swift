import CLapack

/// The eigenvalues and eigenvectors of a symmetric matrix, by LAPACK's dsyevd (divide and conquer).
public struct SymmetricEigen: Sendable {
  /// Ascending.
  public let values: [Double]
  /// One eigenvector a row, of unit norm, in the order of `values`.
  public let vectors: Matrix

  /// - Parameter matrix: symmetric; only its lower triangle is read.
  /// - Throws: `LinearAlgebraError`: not square, not finite, or no convergence.
  public init(_ matrix: Matrix) throws {
    let order = matrix.rows
    guard matrix.columns == order, order < Int(Int32.max) / 4, matrix.values.allSatisfy(\.isFinite) else {
      throw LinearAlgebraError(
        .badInput, "a matrix of \(matrix.rows) x \(matrix.columns) has no eigenvectors: it must be square and finite")
    }
    guard order > 0 else {
      values = []
      vectors = matrix
      return
    }
    // LAPACK's columns are our rows: its "upper" is our lower triangle, and its eigenvectors come back as our rows.
    var elements = matrix.values
    var eigenvalues = [Double](repeating: 0, count: order)
    var size = Int32(order)
    var status: Int32 = 0
    var realLength: Int32 = -1
    var integerLength: Int32 = -1
    var realWork = [0.0]
    var integerWork: [Int32] = [0]
    // The first call asks how much room the second needs.
    for _ in 0..<2 {
      dsyevd_("V", "U", &size, &elements, &size, &eigenvalues, &realWork, &realLength, &integerWork, &integerLength, &status)
      guard status == 0 else { break }
      guard realLength == -1 else { break }
      realLength = Int32(realWork[0])
      integerLength = integerWork[0]
      realWork = [Double](repeating: 0, count: Int(realLength))
      integerWork = [Int32](repeating: 0, count: Int(integerLength))
    }
    guard status == 0 else {
      throw LinearAlgebraError(.noConvergence, "the \(order) eigenvectors did not converge (dsyevd returned \(status))")
    }
    values = eigenvalues
    vectors = Matrix(rows: order, columns: order, values: elements)
  }
}
