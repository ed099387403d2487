import LinearAlgebra
import Numerics

/// The features of the Gabor-energy model (after Kay et al., Nature 452:352, 2008): what V1's complex cells tell of an image, for a ridge regression.
///
/// The amplitude sqrt(even^2 + odd^2) of quadrature pairs of Gabors of 8 orientations and 3 frequencies (0.06, 0.12 and 0.24 cycles per pixel), on every second pixel either way, averaged over windows of 4 x 4 pixels.
/// Bandwidths are 0.35 f along and 0.4 f across, as standard deviations in frequency. The channels of an image are averaged first.
enum GaborEnergy {
  static let frequencies = [0.06, 0.12, 0.24]
  static let orientations = 8

  /// - Parameter images: [images, channels, height, width].
  /// - Returns: [images, frequencies x orientations x windows]; no columns where a side is shorter than 4 pixels.
  static func features(_ images: Tensor) -> Matrix {
    let (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3])
    let windows = (rows: height / 4, columns: width / 4)
    let perWindow = windows.rows * windows.columns
    var result = Matrix(rows: images.count, columns: frequencies.count * orientations * perWindow)
    // One frequency and orientation after the other, and images in blocks, so that filters and outputs stay small.
    for group in 0..<frequencies.count * orientations {
      let filters = pairs(
        frequency: frequencies[group / orientations], angle: Double(group % orientations) * .pi / Double(orientations), windows: windows,
        height: height, width: width)
      let bank = Matrix(rows: filters.count, columns: height * width, values: filters.flatMap(\.self))
      for first in stride(from: 0, to: images.count, by: 128) {
        let block = first..<min(first + 128, images.count)
        let outputs = grey(images, block, channels: channels, pixels: height * width).timesTransposed(of: bank)
        for (row, image) in block.enumerated() {
          for window in 0..<perWindow {
            // Four positions of an even and an odd output each.
            result[image, group * perWindow + window] = (0..<4).reduce(0) { sum, position in
              let even = outputs[row, 8 * window + 2 * position]
              let odd = outputs[row, 8 * window + 2 * position + 1]
              return sum + (even * even + odd * odd).squareRoot() / 4
            }
          }
        }
      }
    }
    return result
  }

  /// The mean over the channels of some images, one a row.
  private static func grey(_ images: Tensor, _ block: Range<Int>, channels: Int, pixels: Int) -> Matrix {
    var result = Matrix(rows: block.count, columns: pixels)
    for (row, image) in block.enumerated() {
      let values = images[image]
      for pixel in 0..<pixels {
        result[row, pixel] =
          (0..<channels).reduce(0) { $0 + Double(values[values.startIndex + $1 * pixels + pixel]) } / Double(channels)
      }
    }
    return result
  }

  /// The features less nothing but in units of their own deviation over the training images, so that ridge treats them alike.
  /// - Returns: those of both stacks, divided by the deviations over the first; features that are constant become zero.
  static func scaledFeatures(training: Tensor, test: Tensor) -> (training: Matrix, test: Matrix) {
    var fitted = features(training)
    var others = features(test)
    let means = fitted.columnMeans
    for column in 0..<fitted.columns {
      let variance = (0..<fitted.rows).reduce(0.0) { $0 + (fitted[$1, column] - means[column]) * (fitted[$1, column] - means[column]) }
      let deviation = (variance / Double(fitted.rows)).squareRoot()
      let factor = deviation > 1e-9 ? 1 / deviation : 0
      for row in 0..<fitted.rows { fitted[row, column] *= factor }
      for row in 0..<others.rows { others[row, column] *= factor }
    }
    return (fitted, others)
  }

  /// The filters of one frequency and orientation: window by window four positions, at each an even and an odd Gabor.
  private static func pairs(
    frequency: Double, angle: Double, windows: (rows: Int, columns: Int), height: Int, width: Int
  ) -> [[Double]] {
    let along = 1 / (2 * .pi * 0.35 * frequency)
    let across = 1 / (2 * .pi * 0.4 * frequency)
    let (cosine, sine) = (Elementary.cos(angle), Elementary.sin(angle))
    var filters: [[Double]] = []
    for window in 0..<windows.rows * windows.columns {
      for position in 0..<4 {
        let y0 = Double(4 * (window / windows.columns) + 2 * (position / 2)) + 0.5
        let x0 = Double(4 * (window % windows.columns) + 2 * (position % 2)) + 0.5
        var (envelope, even, odd) = ([Double](), [Double](), [Double]())
        for pixel in 0..<height * width {
          let x = Double(pixel % width) - x0
          let y = Double(pixel / width) - y0
          let u = x * cosine + y * sine
          let v = y * cosine - x * sine
          let weight = Elementary.exp(-(u * u / (along * along) + v * v / (across * across)) / 2)
          envelope.append(weight)
          even.append(weight * Elementary.cos(2 * .pi * frequency * u))
          odd.append(weight * Elementary.sin(2 * .pi * frequency * u))
        }
        filters.append(balanced(even, envelope))
        filters.append(balanced(odd, envelope))
      }
    }
    return filters
  }

  /// The filter less as much of its envelope as makes it blind to a grey image; the image's border cuts some filters.
  private static func balanced(_ filter: [Double], _ envelope: [Double]) -> [Double] {
    let share = filter.reduce(0, +) / envelope.reduce(0, +)
    return zip(filter, envelope).map { $0 - share * $1 }
  }
}
