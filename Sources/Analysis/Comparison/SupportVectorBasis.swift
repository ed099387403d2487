import SupportVectors

/// Support-vector regression with an RBF kernel on pixels: the nonlinear model among the paper's comparisons. Width and cost are chosen together.
struct SupportVectorBasis: ComparisonBasis {
  /// The values of C tried, the most regularised first; targets are z-scored.
  static let costs = [0.3, 1, 5]
  /// Of LIBSVM's stopping rule.
  static let tolerance = 1e-2

  let kernels: SupportVectorKernels
  let training: [Int]
  let validation: [Int]
  /// `training` and `validation` as places in the kernels.
  private let fitted: [Int]
  private let held: [Int]

  init(kernels: SupportVectorKernels, folds: Folds, held fold: Int) {
    self.kernels = kernels
    let places = kernels.images.indices
    fitted = places.filter { folds.fold[kernels.images[$0]] != fold }
    held = places.filter { folds.fold[kernels.images[$0]] == fold }
    training = fitted.map { kernels.images[$0] }
    validation = held.map { kernels.images[$0] }
  }

  struct Fit: Equatable {
    /// The place of the width in `SupportVectorKernels.widths`.
    var width: Int
    var cost: Double
    var regression: SupportVectorRegression
  }

  func fits(targets: [Double?]) throws -> [Fit] {
    let present = targets.indices.filter { targets[$0] != nil }
    return try SupportVectorKernels.widths.indices.flatMap { width in
      try Self.costs.map { cost in
        let regression = try SupportVectorRegression(
          kernel: kernels.kernels[width], samples: present.map { fitted[$0] }, targets: present.compactMap { targets[$0] }, cost: cost,
          tolerance: Self.tolerance)
        return Fit(width: width, cost: cost, regression: regression)
      }
    }
  }

  func validationPredictions(_ fit: Fit) -> [Double] {
    held.map { image in fit.regression.prediction { kernels.kernels[fit.width][$0, image] } }
  }

  func testPredictions(_ fit: Fit) -> [Double] { kernels.testPredictions(fit.regression, width: fit.width) }
}
