import LinearAlgebra
import Numerics

/// Ridge regression: all of it that depends on the images alone, for one fold: every penalty for every neuron follows from it.
///
/// With the training images' features X (each less its mean) and penalty l, ridge predicts of an image x mean(y) + (x - mean(x)) (X^T X + l)^-1 X^T y (Hoerl & Kennard,
/// Technometrics 12:55, 1970), or with X^T (X X^T + l)^-1 y. The smaller of the two matrices is taken apart as Q T Q^T with T tridiagonal (`Tridiagonal`), so that a penalty costs one pass along T.
/// Of the images no more than Q is kept: the features are those that all folds share.
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
  /// Whether T is of X X^T, of which each image is a row; else of X^T X.
  private let isByImage: Bool
  private let form: Tridiagonal
  /// The mean squared norm of a training image's features, the unit of the penalties.
  let meanSquare: Double
  /// (x - mean(x)) Q of the images of `validation`, or (x - mean(x)) X^T Q: [validation, order].
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
    isByImage = centred.rows <= centred.columns
    let products = isByImage ? centred.gram : centred.transposed.gram
    meanSquare = (0..<products.rows).reduce(0) { $0 + products[$1, $1] } / Double(max(training.count, 1))
    form = try Tridiagonal(products)
    let others = features.gather(validation).subtracting(fromColumns: means)
    self.held = (isByImage ? others.timesTransposed(of: centred) : others).timesTransposed(of: form.rotation)
  }

  /// A fit in the coordinates of T: it predicts of an image x `mean` + (x - mean(x)) Q `weights`, or with X^T Q.
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
    let weights = Matrix(rows: solutions.count, columns: form.diagonal.count, values: solutions.flatMap(\.weights))
    let products = held.timesTransposed(of: weights)
    return solutions.indices.map { place in (0..<products.rows).map { products[$0, place] + solutions[place].mean } }
  }

  /// The same fits as filters of the features.
  func fits(_ solutions: [Solution]) -> [Fit] {
    let turned = form.rotation.transposedTimes(solutions.map(\.weights), rows: Array(0..<form.rotation.rows))
    let filters = isByImage ? transposedTimes(turned) : turned
    return zip(solutions, filters).map { solution, filter in
      Fit(penalty: solution.penalty, intercept: zip(filter, means).reduce(solution.mean) { $0 - $1.0 * $1.1 }, filter: filter)
    }
  }

  func testPredictions(_ fit: Fit) -> [Double] {
    testFeatures.times(fit.filter, rows: Array(0..<testFeatures.rows)).map { $0 + fit.intercept }
  }

  /// The predictions of the images of `training`, fit by fit.
  func trainingPredictions(_ fits: [Fit]) -> [[Double]] {
    let products = features.timesTransposed(of: Matrix(rows: fits.count, columns: features.columns, values: fits.flatMap(\.filter)))
    return fits.indices.map { place in training.map { products[$0, place] + fits[place].intercept } }
  }

  /// X^T v of several v, each with one element for each image of `training`.
  private func transposedTimes(_ vectors: [[Double]]) -> [[Double]] {
    zip(vectors, features.transposedTimes(vectors, rows: training)).map { vector, sums in
      let total = vector.reduce(0, +)
      return zip(sums, means).map { $0 - $1 * total }
    }
  }

  /// Q^T v or Q^T X^T v, v with one element for each image of `training`.
  private func project(_ vector: [Double]) -> [Double] { form.rotation.times(isByImage ? vector : transposedTimes([vector])[0]) }

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
        Solution(penalty: penalty, mean: mean, weights: form.solve(scores, shift: penalty * meanSquare))
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
    // Q, or X Q, of the missing images, one a row.
    let columns =
      isByImage
      ? form.rotation.transposed.gather(missing)
      : features.gather(missing.map { training[$0] }).subtracting(fromColumns: means).timesTransposed(of: form.rotation)
    let solved = Matrix(
      rows: missing.count, columns: columns.columns,
      values: (0..<missing.count).flatMap { form.solve(Array(columns.row($0)), shift: penalty) })
    // l (X X^T + l)^-1 among the missing images.
    var system = columns.timesTransposed(of: solved)
    for index in system.values.indices { system.values[index] *= isByImage ? penalty : -1 }
    if !isByImage {
      for row in 0..<system.rows { system[row, row] += 1 }
    }

    var present = [Double](repeating: 1, count: targets.count)
    for image in missing { present[image] = 0 }
    let sides = [targets, present]
    // X X^T (X X^T + l)^-1 of either side, at the missing images, where it is zero.
    let right = Matrix(
      rows: 2, columns: missing.count,
      values: sides.flatMap { side in
        columns.times(form.solve(project(side), shift: penalty)).map { isByImage ? -penalty * $0 : $0 }
      })
    let filled = try system.solvePositiveDefinite(right)
    // The sum of the dual weights times l, and the weights, of targets and of a constant 1.
    var sums = [0.0, 0.0]
    var weights: [[Double]] = []
    for side in 0..<2 {
      var complete = sides[side]
      for (place, image) in missing.enumerated() { complete[image] = filled[side, place] }
      // X is centred: the sum of (X X^T + l)^-1 v is the sum of v / l.
      sums[side] = complete.reduce(0, +)
      weights.append(form.solve(project(complete), shift: penalty))
    }
    let intercept = sums[0] / sums[1]
    return Solution(penalty: relative, mean: intercept, weights: zip(weights[0], weights[1]).map { $0 - intercept * $1 })
  }
}
