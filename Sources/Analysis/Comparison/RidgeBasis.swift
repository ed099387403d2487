import LinearAlgebra
import Numerics

/// Ridge regression: all of it that depends on the images alone, for one fold: every penalty for every neuron follows from it.
///
/// With the training images' features X (each less its mean) = Q S U^T and penalty l, ridge predicts of an image x:
/// mean(y) + (x - mean(x)) U S (S^2 + l)^-1 Q^T y (Hoerl & Kennard, Technometrics 12:55, 1970), with Q^T y = S^-1 U^T X^T y. S^2 and the vectors come from the
/// eigendecomposition of X X^T or X^T X, whichever is smaller. Of the images no more than U is kept: the features are those that all folds share.
struct RidgeBasis: ComparisonBasis {
  /// The penalties tried, strongest first, in units of the mean squared norm of an image: half decades from 10^3.5 down to 1e-3.
  static let penalties: [Double] = [1e3, 1e2, 1e1, 1, 1e-1, 1e-2, 1e-3].flatMap { [$0 * 10.0.squareRoot(), $0] }

  /// The images that the fit is for and those that its penalty is chosen on, as places among the run's training images.
  let training: [Int]
  let validation: [Int]
  /// Of all training images and of the test images of the run, one image a row.
  private let features: Matrix
  private let testFeatures: Matrix
  /// Of the features over the images of `training`.
  private let means: [Double]
  /// The directions kept: S^2, in no particular order; directions without variance are dropped.
  let squares: [Double]
  /// U^T, of unit norm each: [directions, features].
  let directions: Matrix
  /// The mean squared norm of a training image's features, the unit of the penalties.
  let meanSquare: Double
  /// (x - mean(x)) U of the images of `validation`: [validation, directions].
  private let held: Matrix

  /// - Parameters:
  ///   - features: of all training images of the run, one image a row.
  ///   - held: the fold whose images are for validation.
  /// - Throws: `LinearAlgebraError`.
  init(features: Matrix, testFeatures: Matrix, folds: Folds, held: Int) throws {
    self.features = features
    self.testFeatures = testFeatures
    training = folds.training(held)
    validation = folds.validation(held)
    let rows = features.gather(training)
    means = rows.columnMeans
    let centred = rows.subtracting(fromColumns: means)
    let byImage = centred.rows <= centred.columns
    let columns = centred.transposed
    let eigen = try SymmetricEigen(byImage ? centred.gram : columns.gram)
    let floor = (eigen.values.last ?? 0) * 1e-10
    let kept = eigen.values.indices.filter { eigen.values[$0] > floor }
    squares = kept.map { eigen.values[$0] }
    meanSquare = eigen.values.reduce(0, +) / Double(max(training.count, 1))
    var directions = eigen.vectors.gather(kept)
    if byImage {
      directions = directions.timesTransposed(of: columns)
      for (row, square) in squares.enumerated() {
        let norm = square.squareRoot()
        for column in 0..<directions.columns { directions[row, column] /= norm }
      }
    }
    self.directions = directions
    self.held = features.gather(validation).subtracting(fromColumns: means).timesTransposed(of: directions)
  }

  /// A fit in the directions' own coordinates: it predicts of an image x `mean` + (x - mean(x)) U `weights`.
  struct Solution {
    /// In units of the mean squared norm of an image.
    var penalty: Double
    var mean: Double
    var weights: [Double]
  }

  /// One ridge fit: an image's prediction is `intercept` + its features . `filter`.
  struct Fit: Equatable {
    /// In units of the mean squared norm of an image.
    var penalty: Double
    var intercept: Double
    var filter: [Double]
  }

  func chosen(targets: [Double?], held responses: [Double?]) throws -> Fit {
    let solutions = try solutions(targets: targets, penalties: Self.penalties)
    let errors = heldPredictions(solutions).map { heldOutError($0, responses) }
    return fits([solutions[errors.indices.reduce(0) { errors[$1] < errors[$0] ? $1 : $0 }]])[0]
  }

  /// The predictions of the images of `validation`, solution by solution.
  func heldPredictions(_ solutions: [Solution]) -> [[Double]] {
    let products = weights(solutions).timesTransposed(of: held)
    return solutions.indices.map { place in products.row(place).map { $0 + solutions[place].mean } }
  }

  private func weights(_ solutions: [Solution]) -> Matrix {
    Matrix(rows: solutions.count, columns: squares.count, values: solutions.flatMap(\.weights))
  }

  /// The same fits as filters of the features.
  func fits(_ solutions: [Solution]) -> [Fit] {
    solutions.map { solution in
      let filter = directions.transposedTimes(solution.weights)
      return Fit(penalty: solution.penalty, intercept: zip(filter, means).reduce(solution.mean) { $0 - $1.0 * $1.1 }, filter: filter)
    }
  }

  func testPredictions(_ fit: Fit) -> [Double] {
    testFeatures.times(fit.filter, rows: Array(0..<testFeatures.rows)).map { $0 + fit.intercept }
  }

  /// The predictions of the images of `training`, fit by fit.
  func trainingPredictions(_ fits: [Fit]) -> [[Double]] {
    let products = Matrix(rows: fits.count, columns: features.columns, values: fits.flatMap(\.filter)).timesTransposed(of: features)
    return fits.indices.map { place in training.map { products[place, $0] + fits[place].intercept } }
  }

  /// The solution whose prediction of a centred image x is `mean` + x U S `weights`.
  private func solution(penalty: Double, mean: Double, weights: [Double]) -> Solution {
    Solution(penalty: penalty, mean: mean, weights: zip(weights, squares).map { $0 * $1.squareRoot() })
  }

  /// Q^T v, v with one element for each image of `training`.
  private func project(_ vector: [Double]) -> [Double] {
    let total = vector.reduce(0, +)
    let sums = zip(features.transposedTimes(vector, rows: training), means).map { $0 - $1 * total }
    return zip(directions.times(sums), squares).map { $0 / $1.squareRoot() }
  }

  /// The fits at several penalties (> 0, in units of the mean squared norm), to the images of `training` whose target is not nil.
  /// - Precondition: as many targets as training images, one of them not nil.
  func solutions(targets: [Double?], penalties: [Double]) throws -> [Solution] {
    precondition(targets.count == training.count, "one target a training image")
    let missing = targets.indices.filter { targets[$0] == nil }
    guard !missing.isEmpty else {
      let all = targets.compactMap(\.self)
      let mean = Statistics.mean(all) ?? 0
      let scores = project(all.map { $0 - mean })
      return penalties.map { penalty in
        solution(penalty: penalty, mean: mean, weights: zip(scores, squares).map { $0 / ($1 + penalty * meanSquare) })
      }
    }
    return try penalties.map { try solution(targets: targets.map { $0 ?? 0 }, missing: missing, penalty: $0) }
  }

  /// The exact fit without some images, from the decomposition with them.
  ///
  /// The dual weights of ridge are a = (X X^T + l)^-1 (y - b), with b such that they sum to zero. An image is as good as absent when its response is such
  /// that its dual weight is zero; those responses solve a system as large as the number of missing images.
  private func solution(targets: [Double], missing: [Int], penalty relative: Double) throws -> Solution {
    let penalty = relative * meanSquare
    let shrink = squares.map { $0 / ($0 + penalty) }
    // Q of the missing images, one a row.
    var columns = features.gather(missing.map { training[$0] }).subtracting(fromColumns: means).timesTransposed(of: directions)
    for row in 0..<columns.rows {
      for direction in 0..<columns.columns { columns[row, direction] /= squares[direction].squareRoot() }
    }
    var scaled = columns
    for row in 0..<scaled.rows {
      for direction in 0..<scaled.columns { scaled[row, direction] *= shrink[direction].squareRoot() }
    }
    // l (X X^T + l)^-1 among the missing images.
    var system = scaled.gram
    for index in system.values.indices { system.values[index] = -system.values[index] }
    for row in 0..<system.rows { system[row, row] += 1 }

    var present = [Double](repeating: 1, count: targets.count)
    for image in missing { present[image] = 0 }
    let sides = [targets, present]
    let scores = sides.map { project($0) }
    var right = Matrix(rows: 2, columns: missing.count)
    for side in 0..<2 {
      right.values.replaceSubrange(
        side * missing.count..<(side + 1) * missing.count, with: columns.times(zip(scores[side], shrink).map { $0 * $1 }))
    }
    let filled = try system.solvePositiveDefinite(right)
    // The sum of the dual weights times l, and the weights, of targets and of a constant 1.
    var sums = [0.0, 0.0]
    var weights: [[Double]] = []
    for side in 0..<2 {
      var complete = sides[side]
      for (place, image) in missing.enumerated() { complete[image] = filled[side, place] }
      // X is centred: directions sum to zero over the images, and the sum of (X X^T + l)^-1 v is the sum of v / l.
      sums[side] = complete.reduce(0, +)
      weights.append(zip(project(complete), squares).map { $0 / ($1 + penalty) })
    }
    let intercept = sums[0] / sums[1]
    return solution(penalty: relative, mean: intercept, weights: zip(weights[0], weights[1]).map { $0 - intercept * $1 })
  }
}
