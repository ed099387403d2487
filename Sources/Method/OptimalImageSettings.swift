/// How the optimal images are made: gradient ascent on the mean output of the member networks from white noise.
public struct OptimalImageSettings: Codable, Sendable, Equatable {
  /// The number of noise seeds, hence of optimal images.
  public var seeds: Int = 24
  /// Steps of the ascent.
  public var iterations: Int = 120
  /// The image's standard deviation throughout, in units of the standardised input.
  public var contrast: Double = 0.5
  /// The first step's length, as a share of the image's norm (contrast x side).
  public var firstRate: Double = 0.2
  /// The last step's length; the rate falls linearly.
  public var lastRate: Double = 0.01
  /// Sigma of the Gaussian that blurs each gradient, in pixels; nil chooses 0.64 up to 20 pixels a side and 0.8 above, or 0.8 and 1.0 where images are pushed apart.
  public var blur: Double?
  /// Distinct images: seeds below this share of the best activation are left out.
  public var leastActivation: Double = 0.85
  /// Distinct images: an image joins a group when its correlation with the group's running mean exceeds this.
  public var mergeCorrelation: Double = 0.8
  /// Whether the least exciting image is made too: the ascent downwards, best of 8 seeds; nil is no.
  public var leastExciting: Bool?
  /// How many images are pushed apart while each keeps driving the neuron as the optimal image does at 0.7 of its contrast, 2 to 24; nil is none.
  public var apart: Int?

  public init() {}
}
