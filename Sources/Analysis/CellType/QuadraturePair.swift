import Numerics

/// An optimal image and the same pattern a quarter of a cycle on: the axes of its phase plane.
public struct QuadraturePair: Sendable, Equatable {
  /// The image: [channels, height, width], zero mean and unit norm over all its pixels.
  public let image: Tensor
  /// Its quadrature partner: likewise, and orthogonal to `image`.
  public let partner: Tensor

  /// The partner is the Hilbert transform across the stripes: every Fourier component on the side of `orientation` is delayed by 90 degrees.
  ///
  /// Zero-pads to twice the size, multiplies the Fourier transform by -i sign(fx cos theta + fy sin theta), takes the real part of the inverse, crops, removes the
  /// mean and the part along the image, and norms (method of the project; channels are transformed one by one). nil where the image or its partner has no contrast.
  /// - Parameters:
  ///   - image: [channels, height, width].
  ///   - orientation: of the image's Gabor fit, in the convention of `Gabor.orientation`: degrees.
  public init?(image: Tensor, orientation: Double) {
    precondition(image.shape.count == 3, "an image is [channels, height, width], not \(image.shape)")
    let (height, width) = (image.shape[1], image.shape[2])
    let theta = orientation * Double.pi / 180
    let axis = (x: Elementary.cos(theta), y: Elementary.sin(theta))
    guard let u = Self.normed(image.values.map(Double.init), orthogonalTo: nil) else { return nil }
    let hilbert = HilbertTransform(height: height, width: width, axis: axis)
    let shifted = (0..<image.count).flatMap { hilbert.transform(Array(u[$0 * height * width..<($0 + 1) * height * width])) }
    guard let v = Self.normed(shifted, orthogonalTo: u) else { return nil }
    self.image = Tensor(shape: image.shape, values: u.map(Float.init))
    partner = Tensor(shape: image.shape, values: v.map(Float.init))
  }

  /// The pattern at another phase, unit norm: image cos phi + partner sin phi.
  /// - Parameter phase: phi in degrees.
  public func image(atPhase phase: Double) -> [Float] {
    let cosine = Float(Elementary.cos(phase * Double.pi / 180))
    let sine = Float(Elementary.sin(phase * Double.pi / 180))
    return zip(image.values, partner.values).map { $0 * cosine + $1 * sine }
  }

  /// Zero mean, no part along `other`, unit norm; nil where nothing is left.
  private static func normed(_ pixels: [Double], orthogonalTo other: [Double]?) -> [Double]? {
    let mean = pixels.reduce(0, +) / Double(pixels.count)
    var centred = pixels.map { $0 - mean }
    if let other {
      let along = zip(centred, other).reduce(0) { $0 + $1.0 * $1.1 }
      centred = zip(centred, other).map { $0 - along * $1 }
    }
    let norm = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return norm > 1e-9 ? centred.map { $0 / norm } : nil
  }
}
