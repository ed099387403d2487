/// Phase tolerance tau: how much a neuron answers to the other three quadrants of the phase plane of its optimal image, asked of its real responses.
///
/// A measure of this project, beside the paper's complexness. With a, b the projections of each image on a quadrature pair, the responses are regressed on
/// [1, a+^p, a-^p, b+^p, b-^p]; m is the quadrant of the largest weight, tau = (sum of the other three) / (3 w_m): 0 for a simple cell, 1 for a complex one, about -1/3 for a linear one.
public struct PhaseTolerance: Codable, Sendable, Equatable {
  /// The kind of cell by tau and its interval.
  public enum Label: String, Codable, Sendable, CaseIterable { case simple, partial, complex, undetermined }

  public var tau: Double
  /// By White's HC0 covariance of the weights and the delta method: over images, which it takes for independent, with the optimal image, exponent and rotation as given. What
  /// another training of the networks would change in the image is not in it, nor that neighbouring frames of a film are alike; there it is too small.
  public var standardError: Double
  /// The 90 % interval, tau -+ 1.645 standard errors.
  public var low: Double
  public var high: Double
  /// The weights of a+, a-, b+, b- after rotation.
  public var weights: [Double]
  /// The largest of the other three weights over the largest. It tells what makes tau: only a- is on-off, one b a broad or skewed phase, all three energy-like.
  public var largestOther: Double
  /// The exponent p of the output, 1, 1.5 or 2, chosen on training images.
  public var exponent: Double
  /// The rotation of the phase plane in degrees, -40 ... 40, chosen on training images.
  public var rotation: Double
  /// nil where the largest weight does not exceed twice its standard error: there tau means nothing; and where the neuron is not predicted (`Gate.predicted`).
  public var label: Label?

  /// - Parameter isDefined: whether the largest weight exceeds twice its standard error.
  public init(
    tau: Double, standardError: Double, weights: [Double], largestOther: Double, exponent: Double, rotation: Double, isDefined: Bool
  ) {
    self.tau = tau
    self.standardError = standardError
    low = tau - 1.645 * standardError
    high = tau + 1.645 * standardError
    self.weights = weights
    self.largestOther = largestOther
    self.exponent = exponent
    self.rotation = rotation
    label = isDefined ? Self.label(tau: tau, low: low, high: high) : nil
  }

  /// complex: tau >= .80; partial: tau > .05 and low > .02; simple otherwise. undetermined where the interval holds .80, or where "simple" has high > .10.
  ///
  /// "low > 0" alone would call 5 to 22 % of simple cells partial, because an imperfect image biases tau by about .012.
  static func label(tau: Double, low: Double, high: Double) -> Label {
    if low < 0.80, high > 0.80 { return .undetermined }
    if tau >= 0.80 { return .complex }
    if tau > 0.05, low > 0.02 { return .partial }
    return high > 0.10 ? .undetermined : .simple
  }
}
