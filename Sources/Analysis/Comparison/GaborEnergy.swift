import LinearAlgebra
import Numerics

/// The features of the Gabor-energy model (after Kay et al., Nature 452:352, 2008): what V1's complex cells tell of an image, for a ridge regression.
///
/// The amplitude sqrt(even^2 + odd^2) of quadrature pairs of Gabors of 8 orientations and 3 frequencies (0.06, 0.12 and 0.24 cycles per pixel), on every second pixel either way, averaged over windows of 4 x 4 pixels.
/// Bandwidths are 0.35 f along and 0.4 f across, as standard deviations in frequency. The channels of an image are averaged first.
enum GaborEnergy {
  static let frequencies = [0.06, 0.12, 0.24]
  static let orientations = 8

  /// How many standard deviations of its envelope a filter reaches: what lies beyond weighs less than 1e-16 of its peak.
  private static let reach = 8.6
  /// Images are filtered so many at a time.
  private static let block = 128

  /// - Parameter images: [images, channels, height, width].
  /// - Returns: [images, frequencies x orientations x windows]; no columns where a side is shorter than 4 pixels.
  static func features(_ images: Tensor) -> Matrix {
    let (height, width) = (images.shape[2], images.shape[3])
    let windows = (rows: height / 4, columns: width / 4)
    let perWindow = windows.rows * windows.columns
    let pixels = grey(images)
    var result = Matrix(rows: images.count, columns: frequencies.count * orientations * perWindow)
    // One window after the other, so that filters and outputs stay small: a filter is as large as its envelope, not as the image.
    for (place, frequency) in frequencies.enumerated() {
      let kernels = (0..<orientations).map { Kernel(frequency: frequency, angle: Double($0) * .pi / Double(orientations)) }
      for window in 0..<perWindow {
        // The filters' centres lie between these pixels and the next, either way.
        let centres = (0..<4).map { position in
          (y: 4 * (window / windows.columns) + 2 * (position / 2), x: 4 * (window % windows.columns) + 2 * (position % 2))
        }
        let area = Area(from: centres[0], to: centres[3], reach: kernels[0].reach, height: height, width: width)
        var filters = [Double](repeating: 0, count: 4 * orientations * 2 * area.count)
        filters.withUnsafeMutableBufferPointer { filters in
          guard var target = filters.baseAddress else { return }
          for kernel in kernels {
            for centre in centres {
              kernel.write(area, around: centre, to: target)
              target += 2 * area.count
            }
          }
        }
        let bank = Matrix(rows: 4 * orientations * 2, columns: area.count, values: filters)
        // What a filter of the whole image sees is the image itself.
        let isWhole = area.count == pixels.columns
        for first in stride(from: 0, to: images.count, by: isWhole ? images.count : block) {
          let rows = first..<(isWhole ? images.count : min(first + block, images.count))
          let seen = isWhole ? pixels : pixels.patches(area, of: rows, width: width)
          let outputs = seen.timesTransposed(of: bank).values
          for image in 0..<rows.count {
            for orientation in 0..<orientations {
              var sum = 0.0
              for output in 0..<4 {
                let start = ((image * orientations + orientation) * 4 + output) * 2
                sum += (outputs[start] * outputs[start] + outputs[start + 1] * outputs[start + 1]).squareRoot()
              }
              result.values[(first + image) * result.columns + (place * orientations + orientation) * perWindow + window] = sum / 4
            }
          }
        }
      }
    }
    return result
  }

  /// The mean over the channels, one image a row.
  private static func grey(_ images: Tensor) -> Matrix {
    let (channels, size) = (images.shape[1], images.shape[2] * images.shape[3])
    var result = Matrix(rows: images.count, columns: size)
    for image in 0..<images.count {
      let values = images[image]
      for pixel in 0..<size {
        result[image, pixel] =
          (0..<channels).reduce(0) { $0 + Double(values[values.startIndex + $1 * size + pixel]) } / Double(channels)
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

  /// The part of an image that a filter looks at.
  fileprivate struct Area {
    let rows: Range<Int>
    let columns: Range<Int>
    var count: Int { rows.count * columns.count }

    /// All that filters between two centres reach.
    init(from first: (y: Int, x: Int), to last: (y: Int, x: Int), reach: Int, height: Int, width: Int) {
      rows = max(0, first.y + 1 - reach)..<min(height, last.y + 1 + reach)
      columns = max(0, first.x + 1 - reach)..<min(width, last.x + 1 + reach)
    }
  }

  /// The quadrature pair of one frequency and orientation, and its envelope, around a centre between four pixels.
  private struct Kernel {
    /// In pixels to each side.
    let reach: Int
    /// 2 reach x 2 reach values each.
    private var envelope: [Double] = []
    private var even: [Double] = []
    private var odd: [Double] = []

    init(frequency: Double, angle: Double) {
      let along = 1 / (2 * .pi * 0.35 * frequency)
      let across = 1 / (2 * .pi * 0.4 * frequency)
      let (cosine, sine) = (Elementary.cos(angle), Elementary.sin(angle))
      reach = Int((GaborEnergy.reach * max(along, across)).rounded(.up))
      for pixel in 0..<4 * reach * reach {
        let (y, x) = (Double(pixel / (2 * reach) - reach) + 0.5, Double(pixel % (2 * reach) - reach) + 0.5)
        let (u, v) = (x * cosine + y * sine, y * cosine - x * sine)
        let weight = Elementary.exp(-(u * u / (along * along) + v * v / (across * across)) / 2)
        envelope.append(weight)
        even.append(weight * Elementary.cos(2 * .pi * frequency * u))
        odd.append(weight * Elementary.sin(2 * .pi * frequency * u))
      }
    }

    /// Writes the even filter, then the odd one, as an area sees them, over zeros: each less as much of its envelope as makes it blind to a grey image, because the image's border cuts
    /// some.
    func write(_ area: Area, around centre: (y: Int, x: Int), to filters: UnsafeMutablePointer<Double>) {
      envelope.withUnsafeBufferPointer { envelope in
        even.withUnsafeBufferPointer { even in
          odd.withUnsafeBufferPointer { odd in
            let visit = { (body: (_ source: Int, _ target: Int, _ count: Int) -> Void) in
              let rows = area.rows.clamped(to: centre.y + 1 - reach..<centre.y + 1 + reach)
              let columns = area.columns.clamped(to: centre.x + 1 - reach..<centre.x + 1 + reach)
              for row in rows {
                let source = (row - centre.y - 1 + reach) * 2 * reach + columns.lowerBound - centre.x - 1 + reach
                let target = (row - area.rows.lowerBound) * area.columns.count + columns.lowerBound - area.columns.lowerBound
                body(source, target, columns.count)
              }
            }
            var (weights, evens, odds) = (0.0, 0.0, 0.0)
            visit { source, _, count in
              for place in source..<source + count {
                weights += envelope[place]
                evens += even[place]
                odds += odd[place]
              }
            }
            let (evenShare, oddShare) = (evens / weights, odds / weights)
            visit { source, target, count in
              for offset in 0..<count {
                let weight = envelope[source + offset]
                filters[target + offset] = even[source + offset] - evenShare * weight
                filters[area.count + target + offset] = odd[source + offset] - oddShare * weight
              }
            }
          }
        }
      }
    }
  }
}

extension Matrix {
  /// A part of some images, of which each is a row, row by row.
  fileprivate func patches(_ area: GaborEnergy.Area, of images: Range<Int>, width: Int) -> Matrix {
    let pixels = [Double](unsafeUninitializedCapacity: images.count * area.count) { pixels, count in
      count = images.count * area.count
      guard var target = pixels.baseAddress else { return }
      values.withUnsafeBufferPointer { values in
        for image in images {
          for row in area.rows {
            let source = values.baseAddress! + image * columns + row * width + area.columns.lowerBound
            target.initialize(from: source, count: area.columns.count)
            target += area.columns.count
          }
        }
      }
    }
    return Matrix(rows: images.count, columns: area.count, values: pixels)
  }
}
