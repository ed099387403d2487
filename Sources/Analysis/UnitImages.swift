import LinearAlgebra
import Method
import Numerics

/// A stack of images, each less its own mean and divided by its own norm, for dot products: kept as the images themselves, their means and their norms.
struct UnitImages: Sendable {
  private let images: Tensor
  private let means: [Double]
  /// 0 for an image without contrast, which counts as all zero.
  private let norms: [Double]

  init(_ images: Tensor) {
    self.images = images
    let moments = (0..<images.count).map { image -> (mean: Double, norm: Double) in
      let pixels = images[image]
      let mean = pixels.reduce(0.0) { $0 + Double($1) } / Double(images.stride)
      return (mean, pixels.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }.squareRoot())
    }
    means = moments.map(\.mean)
    norms = moments.map { $0.norm > 1e-12 ? $0.norm : 0 }
  }

  /// The dot product of every unit image (row) with every axis (column), in double precision.
  /// - Precondition: images and axes have the same number of pixels.
  func projections(on axes: Tensor) -> Matrix {
    var result = images.projections(on: axes)
    let sums = (0..<axes.count).map { axes[$0].reduce(0.0) { $0 + Double($1) } }
    for row in 0..<result.rows {
      for column in 0..<result.columns {
        result[row, column] = norms[row] > 0 ? (result[row, column] - means[row] * sums[column]) / norms[row] : 0
      }
    }
    return result
  }
}
