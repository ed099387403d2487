import Method

/// What went otherwise than it should, over the neurons of a population: to be looked at before its figures are believed.
public struct DiagnosticFigures: Codable, Sendable, Equatable {
  /// The networks of the analysed neurons, and how many of them no epoch of which predicted the validation images better than the mean response, or whose last epoch was the best.
  public var networks: Int
  public var neverBetterThanMean: Int
  public var stoppedAtLimit: Int
  /// The optimal images, and how many were still growing at the end of the ascent, leave the range of the pixels shown, or look like noise.
  public var optimalImages: Int
  public var notConverged: Int
  public var clipped: Int
  public var noisy: Int

  init(_ facts: [NeuronFacts]) {
    let members = facts.flatMap(\.members)
    networks = members.count
    neverBetterThanMean = members.count { $0.training == .neverBetterThanMean }
    stoppedAtLimit = members.count { $0.training == .stoppedAtLimit }
    let images = facts.flatMap(\.optimalImages)
    optimalImages = images.count
    notConverged = images.count { $0.converged == false }
    clipped = images.count { $0.clipped == true }
    noisy = images.count { $0.noisy == true }
  }
}
