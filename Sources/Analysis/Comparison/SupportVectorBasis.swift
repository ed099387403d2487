import LinearAlgebra
import Numerics
import SupportVectors

/// Support-vector regression with an RBF kernel on pixels: the nonlinear model among the paper's comparisons. Width and cost are chosen together.
struct SupportVectorBasis: ComparisonBasis {
  /// The values of C tried, the most regularised first; targets are z-scored.
  static let costs = [0.3, 1, 5]
  /// Of the descent's end.
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
    let free = Set(folds.training(fold))
    fitted = places.filter { free.contains(kernels.images[$0]) }
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

  func chosen(targets: [Double?], held responses: [Double?]) throws -> Fit {
    var (best, least): (Fit?, Double) = (nil, .infinity)
    try descend(targets: targets) { fit, predictions in
      let error = heldOutError(predictions, responses)
      if best == nil || error < least { (best, least) = (fit(), error) }
    }
    guard let best else { preconditionFailure("there are widths and costs to try") }
    return best
  }

  /// Every fit, the smoothest kernels first, each cost from the one before it, with its predictions of the images of `validation`.
  func descend(targets: [Double?], visit: (_ fit: () -> Fit, _ predictions: [Double]) -> Void) throws {
    let present = targets.indices.filter { targets[$0] != nil }
    for width in SupportVectorKernels.widths.indices {
      var descent = try SupportVectorDescent(
        kernel: kernels.kernels[width], samples: present.map { fitted[$0] }, targets: present.compactMap { targets[$0] })
      for cost in Self.costs {
        try descent.run(cost: cost, tolerance: Self.tolerance)
        visit({ Fit(width: width, cost: cost, regression: descent.regression) }, descent.predictions(ofOthers: held))
      }
    }
  }

  func testPredictions(_ fit: Fit) -> [Double] { kernels.testPredictions(fit.regression, width: fit.width) }
}

/// The kernels exp(-g |x - x'|^2 / pixels) of a run's images on the standardised pixels, computed once per stimulus set.
///
/// No more than `mostImages` training images take part: kernels grow with the square of their number (16 MB each at 1400, 32 at 2000), fits more than that.
struct SupportVectorKernels: Sendable {
  /// The values of g tried, smoothest first.
  static let widths = [0.3, 1, 3]
  static let mostImages = 2000

  /// The training images that take part, as places among the run's, ascending.
  let images: [Int]
  /// One kernel a width, of all pairs of `images`.
  let kernels: [KernelMatrix]
  /// |x - x'|^2 / pixels: [test images, images].
  private let testDistances: Matrix

  init(training: Tensor, test: Tensor, seed: UInt64) {
    let order = RandomStream(seed: seed, purpose: .supportVectorImages).permutation(training.count)
    images = order.prefix(Self.mostImages).sorted()
    let pixels = training.gather(images).pixelMatrix
    let products = pixels.gram
    let size = Double(max(training.stride, 1))
    let norms = (0..<pixels.rows).map { products[$0, $0] }
    kernels = Self.widths.map { width in
      KernelMatrix(order: norms.count) { i, j in Elementary.exp(-width * max(0, norms[i] + norms[j] - 2 * products[i, j]) / size) }
    }
    let testPixels = test.pixelMatrix
    var distances = testPixels.timesTransposed(of: pixels)
    for row in 0..<distances.rows {
      let norm = testPixels.row(row).reduce(0) { $0 + $1 * $1 }
      for column in 0..<distances.columns { distances[row, column] = max(0, norm + norms[column] - 2 * distances[row, column]) / size }
    }
    testDistances = distances
  }

  /// The predictions of the test images by a fit with the given width.
  func testPredictions(_ fit: SupportVectorRegression, width: Int) -> [Double] {
    (0..<testDistances.rows).map { image in
      let distances = testDistances.row(image)
      return fit.prediction { Elementary.exp(-Self.widths[width] * distances[distances.startIndex + $0]) }
    }
  }
}
