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

extension Tensor {
  /// Every image less its own mean and divided by its own norm, so that the dot product of two images is their Pearson correlation.
  /// An image without contrast becomes all zero.
  var unitImages: Tensor {
    var result = self
    let size = stride
    for image in 0..<count {
      let pixels = self[image]
      let mean = pixels.reduce(0.0) { $0 + Double($1) } / Double(size)
      let norm = pixels.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }.squareRoot()
      for pixel in 0..<size {
        let centred = Double(values[image * size + pixel]) - mean
        result.values[image * size + pixel] = norm > 1e-12 ? Float(centred / norm) : 0
      }
    }
    return result
  }

  /// The dot product of every image (row) with every axis (column), in double precision.
  /// - Precondition: images and axes have the same number of pixels.
  func projections(on axes: Tensor) -> Matrix {
    precondition(stride == axes.stride, "images of \(stride) and axes of \(axes.stride) pixels have no dot product")
    var result = Matrix(rows: count, columns: axes.count)
    let size = stride
    values.withUnsafeBufferPointer { images in
      axes.values.withUnsafeBufferPointer { axes in
        for row in 0..<result.rows {
          for column in 0..<result.columns {
            var even = 0.0
            var odd = 0.0
            var pixel = 0
            while pixel + 1 < size {
              even += Double(images[row &* size &+ pixel]) * Double(axes[column &* size &+ pixel])
              odd += Double(images[row &* size &+ pixel &+ 1]) * Double(axes[column &* size &+ pixel &+ 1])
              pixel &+= 2
            }
            if pixel < size { even += Double(images[row &* size &+ pixel]) * Double(axes[column &* size &+ pixel]) }
            result[row, column] = even + odd
          }
        }
      }
    }
    return result
  }

  /// The pixels as a matrix, one image a row.
  var pixelMatrix: Matrix { Matrix(rows: count, columns: stride, values: values.map(Double.init)) }
}
