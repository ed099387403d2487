import LinearAlgebra
import Numerics
import SupportVectors

/// The kernels exp(-g |x - x'|^2 / pixels) of a run's images on the standardised pixels, computed once per stimulus set.
///
/// No more than `mostImages` training images take part: kernels grow with the square of their number (32 MB each at 1400, 64 at 2000), fits more than that.
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
    let order = RandomStream(seed: seed, purpose: .init("support-vector images")).permutation(training.count)
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
