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
