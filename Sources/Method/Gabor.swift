import Numerics

/// A Gabor function, the classical model of a simple cell's receptive field: a Gaussian envelope times a cosine wave.
///
/// At a pixel (x, y), x to the right and y down from the middle of the top left pixel, with u = (x - centreX) cos theta + (y - centreY) sin theta and
/// v = (y - centreY) cos theta - (x - centreX) sin theta: exp(-(u^2 + aspect^2 v^2) / (2 sigma^2)) cos(2 pi u / wavelength + phase).
public struct Gabor: Codable, Sendable, Equatable {
  /// theta: the direction across the stripes, from rightward (0) clockwise through downward (90), in degrees 0 ..< 180. Vertical stripes have 0.
  public var orientation: Double
  /// The distance from stripe to stripe, in pixels.
  public var wavelength: Double
  /// The envelope's standard deviation across the stripes, in pixels.
  public var sigma: Double
  /// The envelope's standard deviation across the stripes over that along them.
  public var aspect: Double
  /// The wave's phase at the centre, in degrees 0 ..< 360: 0 is a bright stripe in the middle, 180 a dark one, 90 and 270 an edge.
  public var phase: Double
  /// The envelope's centre, in pixels.
  public var centreX: Double
  public var centreY: Double

  public init(
    orientation: Double, wavelength: Double, sigma: Double, aspect: Double, phase: Double, centreX: Double, centreY: Double
  ) {
    self.orientation = orientation
    self.wavelength = wavelength
    self.sigma = sigma
    self.aspect = aspect
    self.phase = phase
    self.centreX = centreX
    self.centreY = centreY
  }

  /// Stripes per pixel.
  public var spatialFrequency: Double { 1 / wavelength }
}

extension Gabor {
  /// The Gabor function on `height` x `width` pixels in row-major order, as its formula gives it: neither its mean nor its norm is adjusted.
  public func image(height: Int, width: Int) -> [Double] {
    let theta = orientation * Double.pi / 180
    let (cosine, sine) = (Elementary.cos(theta), Elementary.sin(theta))
    return (0..<height * width).map { pixel in
      let (dx, dy) = (Double(pixel % width) - centreX, Double(pixel / width) - centreY)
      let (u, v) = (dx * cosine + dy * sine, dy * cosine - dx * sine)
      let envelope = Elementary.exp(-(u * u + aspect * aspect * v * v) / (2 * sigma * sigma))
      return envelope * Elementary.cos(2 * Double.pi * u / wavelength + phase * Double.pi / 180)
    }
  }

  /// The function, or its wave without the envelope, at several phases, in degrees, instead of its own: the same two pictures in different shares.
  public func images(phases: [Double], isGrating: Bool = false, height: Int, width: Int) -> [[Double]] {
    let theta = orientation * Double.pi / 180
    let (cosine, sine) = (Elementary.cos(theta), Elementary.sin(theta))
    var (even, odd) = ([Double](repeating: 0, count: height * width), [Double](repeating: 0, count: height * width))
    for pixel in 0..<height * width {
      let (dx, dy) = (Double(pixel % width) - centreX, Double(pixel / width) - centreY)
      let (u, v) = (dx * cosine + dy * sine, dy * cosine - dx * sine)
      let envelope = isGrating ? 1 : Elementary.exp(-(u * u + aspect * aspect * v * v) / (2 * sigma * sigma))
      let angle = 2 * Double.pi * u / wavelength
      (even[pixel], odd[pixel]) = (envelope * Elementary.cos(angle), envelope * Elementary.sin(angle))
    }
    return phases.map { phase in
      let share = (even: Elementary.cos(phase * Double.pi / 180), odd: Elementary.sin(phase * Double.pi / 180))
      return zip(even, odd).map { share.even * $0 - share.odd * $1 }
    }
  }
}

/// The Gabor function most like an image.
public struct GaborFit: Codable, Sendable, Equatable {
  /// The function; where an image has several channels they share all but phase and amplitude, and this is the strongest channel's phase.
  public var gabor: Gabor
  /// Pearson r of image and fit over all pixels and channels.
  public var similarity: Double
  /// Each channel's amplitude as a share of the strongest, negative where it is closer to the opposite phase.
  public var channelWeights: [Double]
  /// Whether the wavelength stays within the image's longer side; beyond it the image is "not a Gabor".
  public var isGabor: Bool

  public init(gabor: Gabor, similarity: Double, channelWeights: [Double], isGabor: Bool) {
    self.gabor = gabor
    self.similarity = similarity
    self.channelWeights = channelWeights
    self.isGabor = isGabor
  }
}
