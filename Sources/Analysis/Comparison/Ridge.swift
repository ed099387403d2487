import Numerics

/// Ridge regression as a comparison model: on each member's fold the penalty with the least squared error on the validation images is chosen, and the folds' predictions
/// are averaged, as the networks' are.
enum Ridge {
  /// The penalties tried, in units of the mean squared norm of an image: half decades from 1e-3 to 1e4.
  static let penalties: [Double] = {
    let decades: [Double] = [1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4]
    return decades.flatMap { [$0, $0 * 10.0.squareRoot()] }.dropLast()
  }()

  struct Prediction: Equatable {
    /// The mean of the folds' predictions of the test images, in the units of the targets.
    var test: [Double]
    /// The penalty chosen on each fold, in units of the mean squared norm of an image.
    var penalties: [Double]
  }

  /// - Parameters:
  ///   - targets: of all training images of the run; nil where the response is missing.
  ///   - bases: one per fold.
  /// - Returns: nil where a fold has no image to fit or to validate on.
  static func predict(targets: [Double?], bases: [RidgeBasis]) throws -> Prediction? {
    var sums: [Double] = []
    var chosen: [Double] = []
    for basis in bases {
      let fitted = basis.training.map { targets[$0] }
      let held = basis.validation.map { targets[$0] }
      guard fitted.contains(where: { $0 != nil }), held.contains(where: { $0 != nil }) else { return nil }
      let fits = try basis.fits(targets: fitted, penalties: penalties.map { $0 * basis.meanSquare })
      let errors = fits.map { fit in
        zip(fit.predictions(basis.validationScores), held).reduce(0.0) { sum, pair in
          sum + (pair.1.map { ($0 - pair.0) * ($0 - pair.0) } ?? 0)
        }
      }
      // Of equals the strongest penalty.
      let best = errors.indices.reversed().min { errors[$0] < errors[$1] } ?? 0
      let test = fits[best].predictions(basis.testScores)
      sums = sums.isEmpty ? test : zip(sums, test).map { $0 + $1 }
      chosen.append(penalties[best])
    }
    return Prediction(test: sums.map { $0 / Double(bases.count) }, penalties: chosen)
  }
}
