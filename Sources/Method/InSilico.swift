/// What the network says when it is shown gratings, phases and rotations that the animal never saw. It means nothing where the network predicts badly.
public struct InSilico: Codable, Sendable, Equatable {
  /// What a neuron's response hardly changes with.
  public enum Invariance: String, Codable, Sendable, CaseIterable { case none, phase, orientation, other }

  /// Mean response to the phases of the optimal image further than 90 degrees from the best over that to the nearer ones: 0 simple, 1 complex.
  public var offPhaseRatio: Double?
  /// F1 / F0 of the response to a grating at the fitted orientation and frequency; the usual cut between complex and simple is 1.
  public var gratingModulation: Double?
  /// |sum R exp(2 i theta)| / sum R over gratings of the fitted frequency.
  public var orientationSelectivity: Double?
  /// rho2: the response to the best image that does not resemble the optimal image, over that to the optimal image.
  public var deflatedActivation: Double?
  /// q: the length of that image's projection on the optimal image's phase plane.
  public var deflatedOverlap: Double?
  /// The mean response to the fitted Gabor at other orientations over the best at any.
  public var responseAtOtherOrientations: Double?

  /// The mean distance 1 - r of 8 images pushed apart while each drives the neuron as the optimal image does at 0.7 of its contrast.
  public var diversity: Double?
  /// By the deflated image alone: none where rho2 < .55; phase where rho2 >= .55 and q >= .7; other where rho2 >= .75 and q < .7; nil: no statement.
  public var deflatedInvariance: Invariance?
  /// The same, but orientation where the turned Gabor keeps driving the neuron (>= .45: between the .28 that other cells reach at most and the .61 of rotation-invariant ones).
  public var invariance: Invariance?

  public init(
    offPhaseRatio: Double?, gratingModulation: Double?, orientationSelectivity: Double?, deflatedActivation: Double?,
    deflatedOverlap: Double?, responseAtOtherOrientations: Double?, diversity: Double?
  ) {
    self.offPhaseRatio = offPhaseRatio
    self.gratingModulation = gratingModulation
    self.orientationSelectivity = orientationSelectivity
    self.deflatedActivation = deflatedActivation
    self.deflatedOverlap = deflatedOverlap
    self.responseAtOtherOrientations = responseAtOtherOrientations
    self.diversity = diversity
    deflatedInvariance = deflatedActivation.flatMap { activation in deflatedOverlap.flatMap { Self.invariance(activation, overlap: $0) } }
    let turns = deflatedInvariance.map { $0 != .none } ?? false
    invariance = turns && (responseAtOtherOrientations ?? 0) >= 0.45 ? .orientation : deflatedInvariance
  }

  private static func invariance(_ activation: Double, overlap: Double) -> Invariance? {
    if activation < 0.55 { return Invariance.none }
    if overlap >= 0.7 { return .phase }
    return activation >= 0.75 ? .other : nil
  }
}
