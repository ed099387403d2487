import KernelShapes
import Kernels

extension Matrix {
  /// `self` times a vector: one dot product a row.
  /// - Precondition: as many elements as columns.
  public func times(_ vector: [Double]) -> [Double] {
    precondition(vector.count == columns, "a vector of \(vector.count) does not fit \(columns) columns")
    return times(vector, rows: Array(0..<rows))
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
  public func transposedTimes(_ vector: [Double], rows chosen: [Int]) -> [Double] { transposedTimes([vector], rows: chosen)[0] }

  /// The same of several vectors, for which the rows are read once.
  public func transposedTimes(_ vectors: [[Double]], rows chosen: [Int]) -> [[Double]] {
    precondition(vectors.allSatisfy { $0.count == chosen.count }, "vectors of other lengths do not fit \(chosen.count) rows")
    var sums = [[Double]](repeating: [Double](repeating: 0, count: columns), count: vectors.count)
    for (place, row) in chosen.enumerated() {
      for vector in vectors.indices { addRow(row, times: vectors[vector][place], to: &sums[vector]) }
    }
    return sums
  }

  /// Adds a multiple of one row to a vector, fused.
  /// - Precondition: as many elements as columns.
  public func addRow(_ row: Int, times factor: Double, to sums: inout [Double]) {
    precondition(sums.count == columns, "a vector of \(sums.count) is no row of \(columns)")
    values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        guard let source = values.baseAddress, let target = sums.baseAddress else { return }
        KernelSet.chosen.addMultiple(columns, factor, source + row * columns, target)
      }
    }
  }

  /// `self` times the transpose of `other`: element (i, j) is the dot product of row i of `self` with row j of `other`.
  ///
  /// LAPACK's own reference BLAS would take many times as long. Every element is one chain of fused multiply-adds in the order of the columns (`KernelSet.Products`), so the bits are
  /// the same on every machine.
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

  private func product(_ other: Matrix, lowerOnly: Bool) -> Matrix {
    precondition(columns == other.columns, "rows of \(columns) and \(other.columns) elements have no dot product")
    var result = Matrix(rows: rows, columns: other.rows)
    guard rows > 0, other.rows > 0, columns > 0 else { return result }
    values.withUnsafeBufferPointer { left in
      other.values.withUnsafeBufferPointer { right in
        result.values.withUnsafeMutableBufferPointer { sums in
          withUnsafeTemporaryAllocation(of: Double.self, capacity: KernelSet.productScratch) { panel in
            KernelSet.chosen.products(
              rows, other.rows, columns, left.baseAddress!, right.baseAddress!, lowerOnly, panel.baseAddress!, sums.baseAddress!)
          }
        }
      }
    }
    return result
  }
}
