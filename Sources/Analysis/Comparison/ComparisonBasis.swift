import Numerics

/// What a comparison model needs of the images of one fold; computed once per stimulus set, and then fitted to every neuron.
///
/// All comparison models are tuned as the networks are stopped: of several fits to the training images, the one with the least squared error on the validation
/// images counts, fold by fold, and the folds' predictions of the test images are averaged.
protocol ComparisonBasis: Sendable {
  associatedtype Fit

  /// The images to fit and those to choose by, as places among the run's training images.
  var training: [Int] { get }
  var validation: [Int] { get }

  /// Of the fits that the model chooses among, the one with the least squared error on the validation images; of equals the most strongly regularised.
  /// - Parameters:
  ///   - targets: one per image of `training`, nil where the response is missing; at least one is there.
  ///   - held: likewise of `validation`.
  func chosen(targets: [Double?], held: [Double?]) throws -> Fit

  func testPredictions(_ fit: Fit) -> [Double]
}

/// A comparison model's prediction of the test images, and the fit chosen on each fold.
struct ComparisonPrediction<Fit> {
  /// In the units of the targets.
  var test: [Double]
  var chosen: [Fit]
}

/// The error that chooses: summed squares over the images whose response is there.
func heldOutError(_ predictions: [Double], _ held: [Double?]) -> Double {
  zip(predictions, held).reduce(0) { sum, pair in
    guard let response = pair.1 else { return sum }
    return sum + (response - pair.0) * (response - pair.0)
  }
}

/// Fits, chooses and averages one comparison model for one neuron.
///
/// - Parameters:
///   - targets: of all training images of the run; nil where the response is missing.
///   - bases: one per fold.
/// - Returns: nil where a fold has no image to fit or to choose by.
func comparisonPrediction<Basis: ComparisonBasis>(targets: [Double?], bases: [Basis]) throws -> ComparisonPrediction<Basis.Fit>? {
  var sums: [Double] = []
  var chosen: [Basis.Fit] = []
  for basis in bases {
    let fitted = basis.training.map { targets[$0] }
    let held = basis.validation.map { targets[$0] }
    guard fitted.contains(where: { $0 != nil }), held.contains(where: { $0 != nil }) else { return nil }
    let fit = try basis.chosen(targets: fitted, held: held)
    let test = basis.testPredictions(fit)
    sums = sums.isEmpty ? test : zip(sums, test).map { $0 + $1 }
    chosen.append(fit)
  }
  return ComparisonPrediction(test: sums.map { $0 / Double(bases.count) }, chosen: chosen)
}
