/// X^T X / n of the columns of X, for coordinate descent.
///
/// Whole where X has at most four times as many columns as rows. Of more columns (pixels than images) it would grow with their square: then rows of it are computed
/// when they are asked for, with the bits that they have in the whole, and memory grows with rows x columns.
public struct Covariance: Sendable {
  private enum Storage: Sendable {
    case whole(Matrix)
    /// X^T, from which rows are computed.
    case columns(Matrix)
  }

  private let storage: Storage
  /// The rows of X: n.
  private let count: Int
  /// The diagonal: of each column X^T X / n.
  let variances: [Double]

  /// - Parameters:
  ///   - images: X.
  ///   - isWhole: whether it is computed at once; nil where the shape of X decides.
  public init(_ images: Matrix, isWhole: Bool? = nil) {
    let columns = images.transposed
    count = images.rows
    let divisor = Double(count)
    if isWhole ?? (images.columns <= Self.columnsARow * images.rows) {
      var whole = columns.gram
      for index in whole.values.indices { whole.values[index] /= divisor }
      storage = .whole(whole)
      variances = Self.diagonal(whole)
    } else {
      storage = .columns(columns)
      variances = (0..<columns.rows).map { column in
        let own = columns.gather([column])
        return own.timesTransposed(of: own).values[0] / divisor
      }
    }
  }

  /// - Parameter whole: X^T X / n itself.
  public init(whole: Matrix) {
    storage = .whole(whole)
    count = 0
    variances = Self.diagonal(whole)
  }

  private static func diagonal(_ matrix: Matrix) -> [Double] { (0..<matrix.rows).map { matrix[$0, $0] } }

  private static let columnsARow = 4

  /// How many rows are worth keeping once computed: together they take no more room than four times X.
  var mostKept: Int { max(1, Self.columnsARow * count) }

  /// Where it is whole; nil where `row` computes.
  var whole: Matrix? {
    if case .whole(let whole) = storage { whole } else { nil }
  }

  /// Some rows, computed anew where it is not whole.
  func rows(_ rows: [Int]) -> Matrix {
    switch storage {
    case .whole(let whole): return whole.gather(rows)
    case .columns(let columns):
      var products = columns.gather(rows).timesTransposed(of: columns)
      for index in products.values.indices { products.values[index] /= Double(count) }
      return products
    }
  }
}
