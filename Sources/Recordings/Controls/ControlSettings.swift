import Method

/// Which controls a run takes along: neurons of known truth or of none, that go through the identical analysis.
public struct ControlSettings: Codable, Sendable, Equatable {
  /// Simulated cells of each kind, shown the recording's own images, as noisy as its neurons; of simple and complex cells, which are the two ends of the diversity index's
  /// scale, at least three where there are any.
  public var anchors: Int
  /// Neurons whose responses are shuffled over the images: the null of prediction, complexness and phase tolerance. Where consecutive images are alike, as many whose responses
  /// are moved along the images in a circle go beside them.
  public var shuffled: Int
  /// Neurons that are analysed a second time from other random numbers: how far labels hang on the seed.
  public var repeated: Int
  /// The signal-to-noise ratio of the anchors in one repeat; nil takes the recording's own, or where nothing was shown twice 0.3: with the images of three macaque
  /// V4 recordings simple and complex cells are predicted to r = .27 to .39 then, the neurons to .43.
  public var signalToNoise: Double?

  /// As many of each: `count` anchors of every kind of cell, shuffled neurons and repeated neurons.
  public init(each count: Int) { (anchors, shuffled, repeated) = (count, count, count) }

  /// How many simulated cells of a kind.
  func anchors(of kind: CellKind) -> Int {
    anchors > 0 && (kind == .simple || kind == .complex) ? max(3, anchors) : anchors
  }

  /// One of each for every 24 recorded neurons, at least 1 and at most 10: a quarter more work for a hundred neurons and 6 % more for a thousand; ten controls for fewer than 48.
  public static func proportionate(to neurons: Int) -> ControlSettings { ControlSettings(each: min(10, max(1, neurons / 24))) }
}
