import Foundation
import Testing

@testable import LinearAlgebra

struct LapackTests {
  @Test(arguments: [1, 2, 7, 40, 130])
  func eigenvectorsDiagonalise(order: Int) throws {
    let matrix = sample(rows: order, columns: order + 3).gram
    let eigen = try SymmetricEigen(matrix)
    #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 <= $1 })
    let image = eigen.vectors.timesTransposed(of: matrix)
    let product = eigen.vectors.gram
    for i in 0..<order {
      for j in 0..<order {
        #expect(abs(image[i, j] - eigen.values[i] * eigen.vectors[i, j]) < 1e-10 * Double(order))
        #expect(abs(product[i, j] - (i == j ? 1 : 0)) < 1e-12 * Double(order))
      }
    }
  }

  @Test func eigenvaluesInClosedForm() throws {
    let eigen = try SymmetricEigen(Matrix(rows: 2, columns: 2, values: [2, 1, 1, 2]))
    #expect(abs(eigen.values[0] - 1) < 1e-15 && abs(eigen.values[1] - 3) < 1e-15)
    #expect(abs(eigen.vectors[0, 0] + eigen.vectors[0, 1]) < 1e-15)
    #expect(try SymmetricEigen(Matrix(rows: 0, columns: 0)).values.isEmpty)
  }

  @Test func onlyTheLowerTriangleIsRead() throws {
    let eigen = try SymmetricEigen(Matrix(rows: 2, columns: 2, values: [2, 77, 1, 2]))
    #expect(abs(eigen.values[0] - 1) < 1e-15)
    let solution = try Matrix(rows: 2, columns: 2, values: [4, 77, 2, 3]).solvePositiveDefinite(
      Matrix(rows: 1, columns: 2, values: [8, 8]))
    #expect(abs(solution[0, 0] - 1) < 1e-14 && abs(solution[0, 1] - 2) < 1e-14)
  }

  @Test func severalSidesAreSolved() throws {
    let matrix = sample(rows: 12, columns: 20).gram
    let sides = sample(rows: 3, columns: 12, seed: 5)
    let solution = try matrix.solvePositiveDefinite(sides)
    let back = solution.timesTransposed(of: matrix)
    #expect(zip(back.values, sides.values).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test func badMatricesAreRefused() {
    #expect(throws: LinearAlgebraError.self) { try SymmetricEigen(Matrix(rows: 2, columns: 3)) }
    #expect(throws: LinearAlgebraError.self) { try SymmetricEigen(Matrix(rows: 1, columns: 1, values: [.nan])) }
    #expect {
      try Matrix(rows: 2, columns: 2, values: [1, 0, 2, 1]).solvePositiveDefinite(Matrix(rows: 1, columns: 2))
    } throws: {
      ($0 as? LinearAlgebraError)?.code == .notPositiveDefinite
    }
  }

  @Test func theReferenceLibrariesAreTheOnesInMemory() throws {
    _ = try SymmetricEigen(Matrix(rows: 1, columns: 1, values: [1]))
    let maps = try #require(try FileHandle(forReadingAtPath: "/proc/self/maps")?.readToEnd())
    let mapped = String(decoding: maps, as: UTF8.self).split(separator: "\n").compactMap { $0.split(separator: " ").last }
    let libraries = Set(mapped.filter { $0.contains("/liblapack") || $0.contains("/libblas") || $0.contains("openblas") })
    #expect(libraries.count == 2)
    #expect(libraries.allSatisfy { $0.contains("-linux-gnu/lapack/liblapack.so") || $0.contains("-linux-gnu/blas/libblas.so") })
  }
}
