import KernelShapes
import Kernels

/// A symmetric matrix as Q T Q^T, Q orthogonal and T tridiagonal, by Householder's reflections (Golub & Van Loan, Matrix Computations, algorithm 8.3.1): a fraction of what eigenvectors
/// take, and enough where (matrix + l) x = b is to be solved for many l.
public struct Tridiagonal: Sendable {
  /// T's diagonal.
  public let diagonal: [Double]
  /// The elements beside it: `beside[i]` between i and i + 1.
  public let beside: [Double]
  /// Q^T.
  public let rotation: Matrix

  /// - Parameter matrix: symmetric.
  /// - Throws: `LinearAlgebraError`: not square, or not finite.
  public init(_ matrix: Matrix) throws {
    let order = matrix.rows
    guard matrix.columns == order, matrix.values.allSatisfy(\.isFinite) else {
      throw LinearAlgebraError(
        .badInput, "a matrix of \(matrix.rows) x \(matrix.columns) has no tridiagonal form: it must be square and finite")
    }
    var reflections = Reflections(matrix)
    reflections.run()
    (diagonal, beside) = (reflections.diagonal, reflections.beside)
    rotation = reflections.product.transposed
  }

  /// x of (T + shift) x = side, by elimination without a choice of pivots.
  /// - Precondition: T + shift is positive definite, and `side` has as many elements as T rows.
  public func solve(_ side: [Double], shift: Double) -> [Double] {
    precondition(side.count == diagonal.count, "a side of \(side.count) does not fit \(diagonal.count) rows")
    guard !side.isEmpty else { return [] }
    var (solution, pivots) = (side, diagonal)
    pivots[0] += shift
    for row in 1..<max(1, side.count) {
      let factor = beside[row - 1] / pivots[row - 1]
      pivots[row] += shift - factor * beside[row - 1]
      solution[row] -= factor * solution[row - 1]
    }
    solution[side.count - 1] /= pivots[side.count - 1]
    for row in (0..<side.count - 1).reversed() { solution[row] = (solution[row] - beside[row] * solution[row + 1]) / pivots[row] }
    return solution
  }
}

/// The reduction at work.
private struct Reflections {
  let order: Int
  /// The matrix; behind each step's row stands the vector v of its reflection 1 - scale v v^T.
  private var elements: [Double]
  private var scales: [Double]
  private(set) var diagonal: [Double]
  private(set) var beside: [Double]

  init(_ matrix: Matrix) {
    order = matrix.rows
    elements = matrix.values
    (scales, diagonal) = ([Double](repeating: 0, count: order), [Double](repeating: 0, count: order))
    beside = [Double](repeating: 0, count: max(0, order - 1))
  }

  /// A step's change of what remains, -(v w^T + w v^T), is made while its rows are read for the next step's product.
  mutating func run() {
    let (order, kernels) = (order, KernelSet.chosen)
    elements.withUnsafeMutableBufferPointer { elements in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * order) { scratch in
        guard let start = elements.baseAddress, let vector = scratch.baseAddress else { return }
        scratch.initialize(repeating: 0)
        let (change, products) = (vector + order, vector + 2 * order)
        for step in 0..<order {
          let row = start + step * order
          kernels.addMultiple(order - step, -vector[step], change + step, row + step)
          kernels.addMultiple(order - step, -change[step], vector + step, row + step)
          diagonal[step] = row[step]
          let rest = order - step - 1
          guard rest > 0 else { break }
          let next = row + step + 1
          (scales[step], beside[step]) = Self.reflect(next, rest)
          let product = products + step + 1
          product.update(repeating: 0, count: rest)
          kernels.reduce(rest, order, next + order, vector + step + 1, change + step + 1, next, product)
          for index in 0..<rest { product[index] *= scales[step] }
          let along = scales[step] / 2 * Self.dot(next, product, rest)
          for index in 0..<rest {
            vector[step + 1 + index] = next[index]
            change[step + 1 + index] = product[index] - along * next[index]
          }
        }
      }
    }
  }

  /// Turns a vector into the v of the reflection that leaves only its first element.
  /// - Returns: the reflection's scale, 2 / v.v, and that element.
  private static func reflect(_ vector: UnsafeMutablePointer<Double>, _ count: Int) -> (scale: Double, first: Double) {
    let rest = dot(vector + 1, vector + 1, count - 1)
    guard rest > 0 else { return (0, vector[0]) }
    let length = (vector[0] * vector[0] + rest).squareRoot()
    let first = vector[0] > 0 ? -length : length
    vector[0] -= first
    return (2 / (vector[0] * vector[0] + rest), first)
  }

  /// In four sums side by side.
  private static func dot(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int) -> Double {
    var sums = SIMD4<Double>.zero
    var index = 0
    while index &+ 4 <= count {
      let other = UnsafeRawPointer(y + index).loadUnaligned(as: SIMD4<Double>.self)
      sums += UnsafeRawPointer(x + index).loadUnaligned(as: SIMD4<Double>.self) * other
      index &+= 4
    }
    var sum = (sums[0] + sums[1]) + (sums[2] + sums[3])
    while index < count {
      sum += x[index] * y[index]
      index &+= 1
    }
    return sum
  }

  /// Q: the product of all reflections, from the last on.
  var product: Matrix {
    var result = Matrix(rows: order, columns: order)
    let kernels = KernelSet.chosen
    elements.withUnsafeBufferPointer { elements in
      result.values.withUnsafeMutableBufferPointer { values in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: order) { scratch in
          guard let vectors = elements.baseAddress, let rows = values.baseAddress, let sums = scratch.baseAddress else { return }
          for row in 0..<order { rows[row * order + row] = 1 }
          for step in (0..<order).reversed() where scales[step] != 0 {
            let rest = order - step - 1
            let vector = vectors + step * order + step + 1
            let corner = rows + (step + 1) * (order + 1)
            sums.initialize(repeating: 0, count: rest)
            for row in 0..<rest { kernels.addMultiple(rest, vector[row], corner + row * order, sums) }
            for row in 0..<rest { kernels.addMultiple(rest, -scales[step] * vector[row], sums, corner + row * order) }
          }
        }
      }
    }
    return result
  }
}
