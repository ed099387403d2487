import Testing

@testable import LinearAlgebra

/// Numbers without pattern, from a linear congruence.
func sample(rows: Int, columns: Int, seed: UInt64 = 1) -> Matrix {
  var state = seed
  return Matrix(
    rows: rows, columns: columns,
    values: (0..<rows * columns).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(Int64(bitPattern: state) >> 33) / 0x1p30
    })
}

struct MatrixTests {
  @Test(arguments: [(1, 1, 1), (2, 3, 5), (4, 2, 8), (5, 7, 513), (9, 6, 1030), (3, 1, 0)])
  func productsAreDotProducts(rows: Int, others: Int, columns: Int) {
    let a = sample(rows: rows, columns: columns)
    let b = sample(rows: others, columns: columns, seed: 2)
    let product = a.timesTransposed(of: b)
    #expect(product.rows == rows && product.columns == others)
    for i in 0..<rows {
      for j in 0..<others {
        let plain = zip(a.row(i), b.row(j)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product[i, j] - plain) <= 1e-12 * Double(max(columns, 1)))
      }
    }
    #expect(a.gram == a.timesTransposed(of: a))
    #expect(a.times(Array(b.row(0))).enumerated().allSatisfy { abs($1 - product[$0, 0]) <= 1e-12 * Double(max(columns, 1)) })
  }

  @Test func transposeGatherAndCentre() {
    let matrix = Matrix(rows: 2, columns: 3, values: [1, 2, 3, 5, 7, 9])
    #expect(matrix.transposed == Matrix(rows: 3, columns: 2, values: [1, 5, 2, 7, 3, 9]))
    #expect(matrix.gather([1, 0, 1]).values == [5, 7, 9, 1, 2, 3, 5, 7, 9])
    #expect(matrix.transposedTimes([2, -1]) == [-3, -3, -3])
    #expect(matrix.columnMeans == [3, 4.5, 6])
    #expect(matrix.subtracting(fromColumns: [3, 4.5, 6]).values == [-2, -2.5, -3, 2, 2.5, 3])
  }
}
