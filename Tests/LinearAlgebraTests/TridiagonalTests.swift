import Testing

@testable import LinearAlgebra

struct TridiagonalTests {
  /// Full rank, as few rows as leave most directions without variance, and matrices that are tridiagonal already.
  @Test(arguments: [(1, 3), (2, 3), (3, 5), (8, 12), (29, 40), (29, 4)])
  func theParts(order: Int, samples: Int) throws {
    let matrix = sample(rows: order, columns: samples).gram
    let form = try Tridiagonal(matrix)
    let turned = form.rotation.timesTransposed(of: matrix).timesTransposed(of: form.rotation)
    let unit = form.rotation.timesTransposed(of: form.rotation)
    for row in 0..<order {
      for column in 0..<order {
        let expected = row == column ? form.diagonal[row] : abs(row - column) == 1 ? form.beside[min(row, column)] : 0
        #expect(abs(turned[row, column] - expected) < 1e-10)
        #expect(abs(unit[row, column] - (row == column ? 1 : 0)) < 1e-12)
      }
    }
  }

  @Test(arguments: [1, 2, 17]) func solutionsAreThoseOfTheWholeMatrix(order: Int) throws {
    let matrix = sample(rows: order, columns: 6).gram
    let form = try Tridiagonal(matrix)
    let side = sample(rows: 1, columns: order, seed: 3).values
    for shift in [0.01, 5] {
      var shifted = matrix
      for row in 0..<order { shifted[row, row] += shift }
      let expected = try shifted.solvePositiveDefinite(Matrix(rows: 1, columns: order, values: side)).values
      let found = form.rotation.transposedTimes(form.solve(form.rotation.times(side), shift: shift))
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-9 * (1 + abs($1)) })
    }
  }

  @Test func whatIsTridiagonalStays() throws {
    let matrix = Matrix(rows: 3, columns: 3, values: [4, -1, 0, -1, 3, 0, 0, 0, 2])
    let form = try Tridiagonal(matrix)
    #expect(form.diagonal == [4, 3, 2] && form.beside.map(abs) == [1, 0])
    #expect(try Tridiagonal(Matrix(rows: 0, columns: 0)).solve([], shift: 1) == [])
    #expect(throws: LinearAlgebraError.self) { try Tridiagonal(Matrix(rows: 1, columns: 2)) }
    #expect(throws: LinearAlgebraError.self) { try Tridiagonal(Matrix(rows: 1, columns: 1, values: [.nan])) }
  }
}
