import Numerics

/// A separable Gaussian blur, the border reflected (edge pixels repeated: d c b a | a b c d | d c b a).
struct GaussianBlur: Sendable {
  /// The weights from the centre outwards, 0 to 4 sigma, which sum to 1 over both sides.
  let weights: [Float]

  /// - Parameter sigma: in pixels; 0 leaves images as they are.
  init(sigma: Double) {
    let radius = Int((4 * sigma).rounded())
    let raw = (0...radius).map { sigma > 0 ? Elementary.exp(-0.5 * Double($0 * $0) / (sigma * sigma)) : 1 }
    let sum = raw[0] + 2 * raw.dropFirst().reduce(0, +)
    weights = raw.map { Float($0 / sum) }
  }

  /// Blurs one plane in place.
  ///
  /// - Parameter scratch: `height` x `width` floats.
  func apply(_ plane: UnsafeMutablePointer<Float>, height: Int, width: Int, scratch: UnsafeMutablePointer<Float>) {
    guard weights.count > 1 else { return }
    for y in 0..<height { line(plane + y * width, scratch + y * width, count: width, stride: 1) }
    for x in 0..<width { line(scratch + x, plane + x, count: height, stride: width) }
  }

  private func line(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, count: Int, stride: Int) {
    for place in 0..<count {
      var sum = weights[0] * source[place * stride]
      for distance in 1..<weights.count {
        let left = source[Self.reflected(place - distance, count) * stride]
        let right = source[Self.reflected(place + distance, count) * stride]
        sum += weights[distance] * (left + right)
      }
      target[place * stride] = sum
    }
  }

  /// The pixel that stands for one beyond the border.
  static func reflected(_ index: Int, _ count: Int) -> Int {
    let period = 2 * count
    let inside = ((index % period) + period) % period
    return inside < count ? inside : period - 1 - inside
  }
}
