import CLapack

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
