import LinearAlgebra
import Numerics

/// Where stimuli vary: an ascent that goes elsewhere would show colours, or pixels, of which the networks learnt nothing.
///
/// Over all training images, in units of the standardised input:
/// * a pixel of a channel whose variance is below a millionth of the mean variance of a pixel (what lies behind an aperture) stays 0;
/// * with C the covariance of the channels over all pixels of all images, and e_k its eigenvectors with eigenvalues l_k, the colour of each pixel stays in the span of the
///   e_k with l_k >= l_1 / 10000. Grey that differs between channels by a constant factor and rounding to 8 bits leaves one; the weakest colour of natural scenes, red
///   against green in cone contrasts, has l_1 / 2200 (Ruderman, Cronin & Chiao, J. Opt. Soc. Am. A 15:2036, 1998) and stays.
struct StimulusSupport: Sendable {
  /// The least variance of a pixel, as a share of the mean, and of a direction of colour, as a share of the largest.
  static let (leastPixelVariance, leastColourVariance) = (1e-6, 1e-4)

  /// [channel][y][x]: 1 where the pixel varies, 0 where not; nil where all do.
  private let varying: [Float]?
  /// [channel][channel]: the projection on the colours that vary; nil where all do.
  private let colours: [[Double]]?
  private let channels: Int

  /// - Parameter stimuli: the training images, [images, channels, height, width].
  /// - Throws: `LinearAlgebraError` where the covariance of the channels is not finite.
  /// - Returns: nil where all pixels and all colours vary, so that there is nothing to stay in.
  init?(_ stimuli: Tensor) throws {
    channels = stimuli.shape[1]
    let size = stimuli.stride
    var (sums, squares) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
    for image in 0..<stimuli.count {
      for (pixel, value) in stimuli[image].enumerated() { sums[pixel] += Double(value) }
    }
    let means = sums.map { $0 / Double(stimuli.count) }
    for image in 0..<stimuli.count {
      for (pixel, value) in stimuli[image].enumerated() {
        let deviation = Double(value) - means[pixel]
        squares[pixel] += deviation * deviation
      }
    }
    let least = Self.leastPixelVariance * (Statistics.mean(squares) ?? 0)
    varying = squares.contains { $0 < least } ? squares.map { $0 < least ? 0 : 1 } : nil
    colours = channels > 1 ? try Self.projection(Self.covariance(stimuli)) : nil
    if varying == nil, colours == nil { return nil }
  }

  /// Takes from an image, [channel][y][x], what stimuli never had.
  func constrain(_ pixels: inout [Float]) {
    if let colours {
      let plane = pixels.count / channels
      for place in 0..<plane {
        let colour = (0..<channels).map { Double(pixels[$0 * plane + place]) }
        for channel in 0..<channels {
          pixels[channel * plane + place] = Float(zip(colours[channel], colour).reduce(0) { $0 + $1.0 * $1.1 })
        }
      }
    }
    if let varying {
      for pixel in pixels.indices { pixels[pixel] *= varying[pixel] }
    }
  }

  /// Of the channels, one row each, over all pixels of all images.
  private static func covariance(_ stimuli: Tensor) -> Matrix {
    let (channels, plane) = (stimuli.shape[1], stimuli.shape[2] * stimuli.shape[3])
    let count = Double(stimuli.count * plane)
    func sum(_ term: (_ start: Int, _ pixel: Int) -> Double) -> Double {
      var sum = 0.0
      for image in 0..<stimuli.count {
        for pixel in 0..<plane { sum += term(image * stimuli.stride, pixel) }
      }
      return sum / count
    }
    func value(_ channel: Int, _ start: Int, _ pixel: Int) -> Double { Double(stimuli.values[start + channel * plane + pixel]) }
    let means = (0..<channels).map { channel in sum { value(channel, $0, $1) } }
    let values = (0..<channels).flatMap { first in
      (0..<channels).map { second in sum { (value(first, $0, $1) - means[first]) * (value(second, $0, $1) - means[second]) } }
    }
    return Matrix(rows: channels, columns: channels, values: values)
  }

  /// The projection on the eigenvectors of a covariance that are not left out; nil where none is.
  private static func projection(_ covariance: Matrix) throws -> [[Double]]? {
    let eigen = try SymmetricEigen(covariance)
    let least = leastColourVariance * (eigen.values.last ?? 0)
    let kept = eigen.values.indices.filter { eigen.values[$0] >= least }
    guard kept.count < eigen.values.count else { return nil }
    return (0..<covariance.rows).map { row in
      (0..<covariance.rows).map { column in kept.reduce(0) { $0 + eigen.vectors[$1, row] * eigen.vectors[$1, column] } }
    }
  }
}
