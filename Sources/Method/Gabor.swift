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
