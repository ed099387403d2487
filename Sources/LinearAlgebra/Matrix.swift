/// A dense matrix of `Double` in row-major order.
public struct Matrix: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// The elements, row after row; `rows * columns` of them.
  public var values: [Double]

  /// - Precondition: `values.count` is `rows * columns`.
  public init(rows: Int, columns: Int, values: [Double]) {
    precondition(rows >= 0 && columns >= 0 && values.count == rows * columns, "\(rows) x \(columns) does not hold \(values.count) values")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// All zero.
  public init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, values: [Double](repeating: 0, count: rows * columns))
  }

  public subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// The elements of one row.
  public func row(_ row: Int) -> ArraySlice<Double> { values[row * columns..<(row + 1) * columns] }

  /// The given rows, in the given order.
  public func gather(_ chosen: [Int]) -> Matrix {
    var gathered: [Double] = []
    gathered.reserveCapacity(chosen.count * columns)
    for row in chosen { gathered.append(contentsOf: self.row(row)) }
    return Matrix(rows: chosen.count, columns: columns, values: gathered)
  }

  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for row in 0..<rows {
      for column in 0..<columns { result.values[column * rows + row] = values[row * columns + column] }
    }
    return result
  }

  /// The mean of each column, summed down the rows; zeros where there are no rows.
  public var columnMeans: [Double] {
    var sums = [Double](repeating: 0, count: columns)
    for row in 0..<rows {
      for column in 0..<columns { sums[column] += values[row * columns + column] }
    }
    return rows == 0 ? sums : sums.map { $0 / Double(rows) }
  }

  /// The matrix with `offsets[j]` taken from every element of column j.
  /// - Precondition: as many offsets as columns.
  public func subtracting(fromColumns offsets: [Double]) -> Matrix {
    precondition(offsets.count == columns, "one offset a column")
    var result = self
    for row in 0..<rows {
      for column in 0..<columns { result.values[row * columns + column] -= offsets[column] }
    }
    return result
  }
}
