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

extension Matrix {
  /// Solves `self` x = b for several b at once, `self` symmetric positive definite, by LAPACK's dposv (Cholesky). Only the lower triangle is read.
  ///
  /// - Parameter sides: one b a row.
  /// - Returns: one x a row.
  /// - Throws: `LinearAlgebraError`: shapes that do not fit, or a matrix that is not positive definite.
  public func solvePositiveDefinite(_ sides: Matrix) throws -> Matrix {
    guard columns == rows, sides.columns == rows, values.allSatisfy(\.isFinite), sides.values.allSatisfy(\.isFinite) else {
      throw LinearAlgebraError(.badInput, "\(rows) x \(columns) cannot be solved for sides of \(sides.columns) finite elements")
    }
    guard rows > 0, sides.rows > 0 else { return sides }
    var elements = values
    var solution = sides
    var size = Int32(rows)
    var count = Int32(sides.rows)
    var status: Int32 = 0
    dposv_("U", &size, &count, &elements, &size, &solution.values, &size, &status)
    guard status == 0 else {
      throw LinearAlgebraError(.notPositiveDefinite, "a \(rows) x \(rows) matrix is not positive definite (dposv returned \(status))")
    }
    return solution
  }
}

/// What a linear-algebra routine could not do. With finite input of the stated shape neither should ever be seen.
public struct LinearAlgebraError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Equatable {
    /// A matrix holds NaN or infinity, or has the wrong shape.
    case badInput
    /// A matrix that must be positive definite is not.
    case notPositiveDefinite
    /// LAPACK's iteration did not converge.
    case noConvergence
  }

  public var code: Code
  /// What happened, as one sentence.
  public var description: String

  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
