import Numerics

/// A wave under a Gaussian envelope: the receptive field of a simulated cell.
public struct Gabor: Codable, Sendable, Equatable {
  /// The direction in which the wave runs, across its bars, in degrees from the x axis (to the right) towards the y axis (down).
  public var orientation: Double
  /// The wave's phase at the centre, in degrees: 0 is even with a bright middle, 90 odd.
  public var phase: Double
  /// In pixels.
  public var wavelength: Double
  /// The envelope's standard deviation along the wave, in pixels.
  public var sigma: Double
  /// That standard deviation over the one along the bars: below 1 the field is longer than wide.
  public var aspect: Double
  /// The place of the centre, in pixels from the centre of the upper left pixel, to the right and down.
  public var x: Double
  public var y: Double

  public init(orientation: Double, phase: Double, wavelength: Double, sigma: Double, aspect: Double = 1, x: Double, y: Double) {
    self.orientation = orientation
    self.phase = phase
    self.wavelength = wavelength
    self.sigma = sigma
    self.aspect = aspect
    self.x = x
    self.y = y
  }

  /// The same field with another phase.
  public func shifted(by degrees: Double) -> Gabor {
    var shifted = self
    shifted.phase += degrees
    return shifted
  }

  /// The same field turned about its centre.
  public func rotated(by degrees: Double) -> Gabor {
    var rotated = self
    rotated.orientation += degrees
    return rotated
  }

  /// The field as an image of `side` x `side` pixels in row-major order, zero mean and unit norm:
  /// exp(-(u^2 + aspect^2 v^2) / 2 sigma^2) cos(2 pi u / wavelength + phase), u along the wave and v along the bars.
  public func image(side: Int) -> [Double] {
    let radians = Double.pi / 180
    let (cosine, sine) = (Elementary.cos(orientation * radians), Elementary.sin(orientation * radians))
    var image: [Double] = []
    image.reserveCapacity(side * side)
    for row in 0..<side {
      for column in 0..<side {
        let (dx, dy) = (Double(column) - x, Double(row) - y)
        let (u, v) = (dx * cosine + dy * sine, dy * cosine - dx * sine)
        let envelope = Elementary.exp(-(u * u + aspect * aspect * v * v) / (2 * sigma * sigma))
        image.append(envelope * Elementary.cos(2 * .pi * u / wavelength + phase * radians))
      }
    }
    let mean = image.reduce(0, +) / Double(image.count)
    let norm = image.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    return image.map { ($0 - mean) / norm }
  }
}
