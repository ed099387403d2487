extension Matrix {
  /// `self` times a vector: one dot product a row.
  /// - Precondition: as many elements as columns.
  public func times(_ vector: [Double]) -> [Double] {
    precondition(vector.count == columns, "a vector of \(vector.count) does not fit \(columns) columns")
    return timesTransposed(of: Matrix(rows: 1, columns: columns, values: vector)).values
  }

  /// The transpose of `self` times a vector: the rows' sum, each row times its element, in the order of the rows.
  /// - Precondition: as many elements as rows.
  public func transposedTimes(_ vector: [Double]) -> [Double] {
    precondition(vector.count == rows, "a vector of \(vector.count) does not fit \(rows) rows")
    var sums = [Double](repeating: 0, count: columns)
    for (row, factor) in vector.enumerated() { addRow(row, times: factor, to: &sums) }
    return sums
  }

  /// The dot products of the given rows with a vector, in their order.
  /// - Precondition: as many elements as columns.
  public func times(_ vector: [Double], rows chosen: [Int]) -> [Double] {
    precondition(vector.count == columns, "a vector of \(vector.count) does not fit \(columns) columns")
    return values.withUnsafeBufferPointer { values in
      vector.withUnsafeBufferPointer { vector in
        chosen.map { row in
          // Four sums side by side: one chain of additions would wait for itself.
          var sums = SIMD4<Double>.zero
          var (column, start) = (0, row &* columns)
          while column &+ 4 <= columns {
            let other = SIMD4(vector[column], vector[column &+ 1], vector[column &+ 2], vector[column &+ 3])
            sums += SIMD4(values[start], values[start &+ 1], values[start &+ 2], values[start &+ 3]) * other
            column &+= 4
            start &+= 4
          }
          var sum = (sums[0] + sums[1]) + (sums[2] + sums[3])
          while column < columns {
            sum += values[start] * vector[column]
            column &+= 1
            start &+= 1
          }
          return sum
        }
      }
    }
  }

  /// The sum of the given rows, each times its element of a vector.
  /// - Precondition: as many elements as chosen rows.
  public func transposedTimes(_ vector: [Double], rows chosen: [Int]) -> [Double] {
    precondition(vector.count == chosen.count, "a vector of \(vector.count) does not fit \(chosen.count) rows")
    var sums = [Double](repeating: 0, count: columns)
    for (row, factor) in zip(chosen, vector) { addRow(row, times: factor, to: &sums) }
    return sums
  }

  /// Adds a multiple of one row to a vector.
  /// - Precondition: as many elements as columns.
  @inline(__always)
  public func addRow(_ row: Int, times factor: Double, to sums: inout [Double]) {
    precondition(sums.count == columns, "a vector of \(sums.count) is no row of \(columns)")
    values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        let start = row &* columns
        var column = 0
        while column < columns {
          sums[column] += factor * values[start &+ column]
          column &+= 1
        }
      }
    }
  }

  /// `self` times the transpose of `other`: element (i, j) is the dot product of row i of `self` with row j of `other`.
  ///
  /// LAPACK's own reference BLAS would take several times as long. Every element is summed in one order that depends on `columns` alone
  /// (even and odd columns apart, in blocks), so the bits are the same on every machine.
  /// - Precondition: both have as many columns.
  public func timesTransposed(of other: Matrix) -> Matrix { product(other, lowerOnly: false) }

  /// The dot products of all pairs of rows: `self` times its own transpose, exactly symmetric.
  public var gram: Matrix {
    var result = product(self, lowerOnly: true)
    for row in 0..<rows {
      for column in row + 1..<max(row + 1, rows) { result.values[row * rows + column] = result.values[column * rows + row] }
    }
    return result
  }

  /// How many columns are summed at a time, so that the rows in use stay in the nearest cache.
  private static let block = 512

  private func product(_ other: Matrix, lowerOnly: Bool) -> Matrix {
    precondition(columns == other.columns, "rows of \(columns) and \(other.columns) elements have no dot product")
    var result = Matrix(rows: rows, columns: other.rows)
    let width = other.rows
    values.withUnsafeBufferPointer { left in
      other.values.withUnsafeBufferPointer { right in
        result.values.withUnsafeMutableBufferPointer { sums in
          var first = 0
          while first < columns {
            let count = min(Self.block, columns - first)
            var j = 0
            while j < width {
              let wide = j + 1 < width
              let b0 = right.baseAddress! + j * columns + first
              let b1 = wide ? b0 + columns : b0
              // A lower triangle needs only the rows from the diagonal down.
              var i = lowerOnly ? j : 0
              while i < rows {
                let high = min(4, rows - i)
                let a = left.baseAddress! + i * columns + first
                let dots = Self.dots(a, stride: columns, rows: high, b0, b1, count)
                for row in 0..<high {
                  sums[(i + row) * width + j] += dots[2 * row]
                  if wide { sums[(i + row) * width + j + 1] += dots[2 * row + 1] }
                }
                i += 4
              }
              j += 2
            }
            first += count
          }
        }
      }
    }
    return result
  }

  /// The dot products of up to four rows with two others: [row 0 . b0, row 0 . b1, row 1 . b0, ...]. Missing rows repeat the first.
  @inline(__always)
  private static func dots(
    _ a0: UnsafePointer<Double>, stride: Int, rows: Int, _ b0: UnsafePointer<Double>, _ b1: UnsafePointer<Double>, _ count: Int
  ) -> SIMD8<Double> {
    let a1 = rows > 1 ? a0 + stride : a0
    let a2 = rows > 2 ? a0 + 2 * stride : a0
    let a3 = rows > 3 ? a0 + 3 * stride : a0
    var (s00, s01, s10, s11) = (SIMD2<Double>.zero, SIMD2<Double>.zero, SIMD2<Double>.zero, SIMD2<Double>.zero)
    var (s20, s21, s30, s31) = (SIMD2<Double>.zero, SIMD2<Double>.zero, SIMD2<Double>.zero, SIMD2<Double>.zero)
    var k = 0
    while k + 1 < count {
      let x = SIMD2(b0[k], b0[k &+ 1])
      let y = SIMD2(b1[k], b1[k &+ 1])
      let r0 = SIMD2(a0[k], a0[k &+ 1])
      s00 += r0 * x
      s01 += r0 * y
      let r1 = SIMD2(a1[k], a1[k &+ 1])
      s10 += r1 * x
      s11 += r1 * y
      let r2 = SIMD2(a2[k], a2[k &+ 1])
      s20 += r2 * x
      s21 += r2 * y
      let r3 = SIMD2(a3[k], a3[k &+ 1])
      s30 += r3 * x
      s31 += r3 * y
      k &+= 2
    }
    var sums = SIMD8(
      s00[0] + s00[1], s01[0] + s01[1], s10[0] + s10[1], s11[0] + s11[1], s20[0] + s20[1], s21[0] + s21[1], s30[0] + s30[1], s31[0] + s31[1]
    )
    if k < count {
      let a = SIMD8(a0[k], a0[k], a1[k], a1[k], a2[k], a2[k], a3[k], a3[k])
      let b = SIMD8(b0[k], b1[k], b0[k], b1[k], b0[k], b1[k], b0[k], b1[k])
      sums += a * b
    }
    return sums
  }
}
