/// Which controls a run takes along: neurons of known truth or of none, that go through the identical analysis.
public struct ControlSettings: Codable, Sendable, Equatable {
  /// Simulated cells of each kind, shown the recording's own images, as noisy as its neurons.
  public var anchors = 3
  /// Neurons whose responses are shuffled over the images: the null of prediction, complexness and phase tolerance.
  public var shuffled = 4
  /// Neurons that are analysed a second time from other random numbers: how far labels hang on the seed.
  public var repeated = 4
  /// The signal-to-noise ratio of the anchors in one repeat; nil takes the recording's own, or where nothing was shown twice 0.3, at which simulated cells are predicted
  /// as well as macaque V4 neurons.
  public var signalToNoise: Double?

  public init() {}

  /// No controls at all.
  public static let none = {
    var none = ControlSettings()
    (none.anchors, none.shuffled, none.repeated) = (0, 0, 0)
    return none
  }()
}
