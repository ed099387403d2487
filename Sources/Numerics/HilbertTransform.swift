/// The Hilbert transform of an image along an axis: its Fourier transform times -i on one side of the frequency plane and i on the other.
///
/// The image is zero-padded to twice its size. The Fourier sums are written out, one axis after the other: for images of some thirty pixels a side that costs a
/// few milliseconds and needs no size to be a power of two.
public struct HilbertTransform: Sendable {
  public let height: Int
  public let width: Int
  /// The axis, as a vector to the right and down.
  public let axis: (x: Double, y: Double)

  /// - Parameter axis: of any length but 0.
  public init(height: Int, width: Int, axis: (x: Double, y: Double)) {
    self.height = height
    self.width = width
    self.axis = axis
  }

  /// The real part of the transform, cropped to the image: every component on the side of the axis delayed by 90 degrees.
  /// - Parameter image: `height` x `width` pixels in row-major order.
  /// - Returns: as many.
  public func transform(_ image: [Double]) -> [Double] {
    let columnWaves = Self.waves(2 * width)
    let rowWaves = Self.waves(2 * height)
    // Along each row: [height, 2 width] complex; then along each column: [2 height, 2 width].
    var half = (re: [Double](repeating: 0, count: height * 2 * width), im: [Double](repeating: 0, count: height * 2 * width))
    for y in 0..<height {
      for frequency in 0..<2 * width {
        var (re, im) = (0.0, 0.0)
        for x in 0..<width {
          let wave = frequency * x % (2 * width)
          re += image[y * width + x] * columnWaves.cos[wave]
          im -= image[y * width + x] * columnWaves.sin[wave]
        }
        half.re[y * 2 * width + frequency] = re
        half.im[y * 2 * width + frequency] = im
      }
    }
    var back = half
    for column in 0..<2 * width {
      // Forward, the sign, and backward to the rows that remain after cropping.
      var spectrum = [(re: Double, im: Double)](repeating: (0, 0), count: 2 * height)
      for frequency in 0..<2 * height {
        let side = sign(row: frequency, column: column)
        guard side != 0 else { continue }
        var (re, im) = (0.0, 0.0)
        for y in 0..<height {
          let wave = frequency * y % (2 * height)
          let value = (re: half.re[y * 2 * width + column], im: half.im[y * 2 * width + column])
          re += value.re * rowWaves.cos[wave] + value.im * rowWaves.sin[wave]
          im += value.im * rowWaves.cos[wave] - value.re * rowWaves.sin[wave]
        }
        spectrum[frequency] = (im * side, -re * side)
      }
      for y in 0..<height {
        var (re, im) = (0.0, 0.0)
        for frequency in 0..<2 * height {
          let wave = frequency * y % (2 * height)
          re += spectrum[frequency].re * rowWaves.cos[wave] - spectrum[frequency].im * rowWaves.sin[wave]
          im += spectrum[frequency].im * rowWaves.cos[wave] + spectrum[frequency].re * rowWaves.sin[wave]
        }
        back.re[y * 2 * width + column] = re
        back.im[y * 2 * width + column] = im
      }
    }
    return realRows(back, columnWaves)
  }

  /// The real part of the last inverse sum, along the rows, cropped to the image.
  private func realRows(_ spectrum: (re: [Double], im: [Double]), _ waves: (cos: [Double], sin: [Double])) -> [Double] {
    var result = [Double](repeating: 0, count: height * width)
    for y in 0..<height {
      for x in 0..<width {
        var sum = 0.0
        for frequency in 0..<2 * width {
          let wave = frequency * x % (2 * width)
          sum += spectrum.re[y * 2 * width + frequency] * waves.cos[wave] - spectrum.im[y * 2 * width + frequency] * waves.sin[wave]
        }
        result[y * width + x] = sum / Double(4 * width * height)
      }
    }
    return result
  }

  /// On which side of the frequency plane a component lies: the sign of fx axis.x + fy axis.y; frequencies from the middle on are negative.
  private func sign(row: Int, column: Int) -> Double {
    let fy = Double(row < height ? row : row - 2 * height) / Double(2 * height)
    let fx = Double(column < width ? column : column - 2 * width) / Double(2 * width)
    let side = fx * axis.x + fy * axis.y
    return side > 0 ? 1 : side < 0 ? -1 : 0
  }

  /// One cycle of cosine and sine in `count` samples.
  private static func waves(_ count: Int) -> (cos: [Double], sin: [Double]) {
    let angles = (0..<count).map { 2 * Double.pi * Double($0) / Double(count) }
    return (angles.map(Elementary.cos), angles.map(Elementary.sin))
  }
}
