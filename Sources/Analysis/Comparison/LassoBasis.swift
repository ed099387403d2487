import LinearAlgebra
import Numerics

/// The Lasso (Tibshirani, J. R. Stat. Soc. B 58:267, 1996) on pixels: the linear model that the paper compares with, whose weights are the linear receptive field.
///
/// Minimises |y - b - X w|^2 / 2n + l sum |w| over a path of penalties by coordinate descent in its covariance form (Friedman, Hastie & Tibshirani, J. Stat. Softw. 33:1, 2010): with
/// X^T X computed once per stimulus set, a neuron costs X^T y and one row of X^T X for each step of a weight. Where there are more pixels than images X^T X never stands whole: a neuron
/// computes the rows of the pixels whose weights move (`Covariance`), to the same bits. The pixels have zero mean and unit deviation over the fold's training images.
struct LassoBasis: ComparisonBasis {
  /// Penalties on the path; the first is the least that keeps all weights at zero, the last `pathEnd` times that.
  static let pathLength = 40
  static let pathEnd = 3e-3
  /// The descent at one penalty ends when no weight moves by more than this (targets are z-scored), or after `mostSweeps` over the pixels.
  static let tolerance = 1e-3
  static let mostSweeps = 500
  /// Of one penalty to the one before it.
  static let ratio = Elementary.exp(Elementary.log(pathEnd) / Double(pathLength - 1))
  /// Where a search along the path ends; see `chosen`. On 82 neurons of macaque V4 it chooses what the whole path would; with 4 and .01 it missed a later minimum of two.
  static let patience = 8
  static let rise = 0.03

  let training: [Int]
  let validation: [Int]
  /// Of all training images and of the test images of the run, one image a row.
  private let pixels: Matrix
  private let testPixels: Matrix
  /// X^T X / n of all images of `training`.
  private let covariance: Covariance
  /// The mean of each pixel over the images of `training`, and its deviation; 0 where it is constant, and its weight stays 0.
  private let means: [Double]
  private let deviations: [Double]

  /// - Parameters:
  ///   - pixels: of all training images of the run, one image a row; `testPixels` of the test images.
  ///   - held: the fold whose images are for validation.
  init(pixels: Matrix, testPixels: Matrix, folds: Folds, held: Int) {
    training = folds.training(held)
    validation = folds.validation(held)
    let fitted = pixels.gather(training)
    let means = fitted.columnMeans
    let centred = fitted.subtracting(fromColumns: means)
    var squares = [Double](repeating: 0, count: pixels.columns)
    for row in 0..<centred.rows {
      for (pixel, value) in centred.row(row).enumerated() { squares[pixel] += value * value }
    }
    let deviations = squares.map { square in
      let deviation = (square / Double(centred.rows)).squareRoot()
      return deviation > 1e-9 ? deviation : 0
    }
    self.pixels = pixels
    self.testPixels = testPixels
    self.means = means
    self.deviations = deviations
    covariance = Covariance(Self.scaled(centred, by: deviations))
  }

  struct Fit: Equatable {
    var penalty: Double
    var intercept: Double
    /// One a pixel, for the standardised pixels.
    var weights: [Double]
  }

  /// Along the path until its end is out of sight: the path goes from few weights to many, and once the error on the validation images has not been lower than its least for
  /// `patience` penalties and has risen by `rise` of it, no later fit is looked at.
  func chosen(targets: [Double?], held: [Double?]) throws -> Fit {
    var best: (fit: Fit, error: Double, place: Int)?
    for (place, fit) in path(targets: targets).enumerated() {
      let error = heldOutError(predictions(fit, of: pixels, rows: validation), held)
      guard let least = best, error >= least.error else {
        best = (fit, error, place)
        continue
      }
      if place - least.place >= Self.patience, error > (1 + Self.rise) * least.error { break }
    }
    // The path's first fit, without any weight, is always there.
    return best?.fit ?? Fit(penalty: 0, intercept: 0, weights: [Double](repeating: 0, count: pixels.columns))
  }

  func testPredictions(_ fit: Fit) -> [Double] { predictions(fit, of: testPixels, rows: Array(0..<testPixels.rows)) }

  private func predictions(_ fit: Fit, of pixels: Matrix, rows: [Int]) -> [Double] {
    let field = field(fit)
    let offset = zip(field, means).reduce(fit.intercept) { $0 - $1.0 * $1.1 }
    return pixels.times(field, rows: rows).map { $0 + offset }
  }

  /// The weights for the pixels as they are: the linear receptive field.
  func field(_ fit: Fit) -> [Double] { zip(fit.weights, deviations).map { $1 > 0 ? $0 / $1 : 0 } }

  /// The fits to the images of `training` whose target is not nil.
  /// - Precondition: as many targets as training images, one of them not nil.
  func path(targets: [Double?]) -> Path {
    let present = targets.indices.filter { targets[$0] != nil }
    let responses = present.compactMap { targets[$0] }
    let mean = Statistics.mean(responses) ?? 0
    guard present.count < targets.count else {
      let centred = responses.map { $0 - mean }
      let total = centred.reduce(0, +)
      let sums = pixels.transposedTimes(centred, rows: training)
      let correlations = sums.indices.map { pixel -> Double in
        guard deviations[pixel] > 0 else { return 0 }
        return (sums[pixel] - means[pixel] * total) / deviations[pixel] / Double(training.count)
      }
      return Path(covariance: covariance, correlations: correlations, mean: mean, shifts: nil)
    }
    // Without some images the pixels' means move: the intercept makes up for it.
    let subset = Self.scaled(pixels.gather(present.map { training[$0] }).subtracting(fromColumns: means), by: deviations)
    let shifts = subset.columnMeans
    let centred = subset.subtracting(fromColumns: shifts)
    let correlations = centred.transposedTimes(responses.map { $0 - mean }).map { $0 / Double(centred.rows) }
    return Path(covariance: Covariance(centred), correlations: correlations, mean: mean, shifts: shifts)
  }

  /// The fits along the path of penalties, each begun at the one before and made when it is asked for.
  struct Path: Sequence, IteratorProtocol {
    private var descent: CoordinateDescent
    private let mean: Double
    /// The means of the pixels that the descent sees; nil where they are zero.
    private let shifts: [Double]?
    private var penalty: Double
    private var made = 0

    fileprivate init(covariance: Covariance, correlations: [Double], mean: Double, shifts: [Double]?) {
      descent = CoordinateDescent(covariance: covariance, correlations: correlations)
      penalty = correlations.reduce(0) { Swift.max($0, abs($1)) }
      (self.mean, self.shifts) = (mean, shifts)
    }

    mutating func next() -> Fit? {
      guard made < LassoBasis.pathLength else { return nil }
      if made > 0 {
        penalty *= LassoBasis.ratio
        descent.run(penalty: penalty, tolerance: LassoBasis.tolerance, mostSweeps: LassoBasis.mostSweeps)
      }
      made += 1
      let intercept = shifts.map { zip(descent.weights, $0).reduce(mean) { $0 - $1.0 * $1.1 } } ?? mean
      return Fit(penalty: penalty, intercept: intercept, weights: descent.weights)
    }
  }

  private static func scaled(_ rows: Matrix, by deviations: [Double]) -> Matrix {
    var result = rows
    for row in 0..<rows.rows {
      for column in 0..<rows.columns {
        result[row, column] = deviations[column] > 0 ? rows[row, column] / deviations[column] : 0
      }
    }
    return result
  }
}
