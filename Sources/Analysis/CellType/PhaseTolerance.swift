import Numerics

/// Phase tolerance tau: how much a neuron answers to the other three quadrants of the phase plane of its optimal image, asked of its real responses.
///
/// A measure of this project, beside the paper's complexness. With a, b the projections of each image on a quadrature pair, the responses are regressed on
/// [1, a+^p, a-^p, b+^p, b-^p]; m is the quadrant of the largest weight, tau = (sum of the other three) / (3 w_m): 0 for a simple cell, 1 for a complex one, about -1/3 for a linear one.
public struct PhaseTolerance: Sendable, Equatable {
  /// The weights of a+, a-, b+, b- after rotation.
  public let weights: [Double]
  /// The exponent p of the output, 1, 1.5 or 2, chosen on training images.
  public let exponent: Double
  /// The rotation of the phase plane in degrees, -40 ... 40, chosen on training images.
  public let rotation: Double
  public let tau: Double
  /// By White's HC0 covariance of the weights and the delta method.
  public let standardError: Double
  /// The 90 % interval, tau -+ 1.645 standard errors.
  public let low: Double
  public let high: Double
  /// The largest of the other three weights over the largest: which of them makes tau (only a- is on-off, one b a broad or skewed phase, all three energy-like).
  public let largestOther: Double
  /// Whether the largest weight exceeds twice its standard error: without it tau means nothing.
  public let isDefined: Bool

  /// - Parameters:
  ///   - projections: of each image (zero mean, unit norm) on image and partner of the pair, times the images' side, so that they are of order 1.
  ///   - responses: to the same images, the mean over repeats.
  ///   - training: the first so many images are training images, on which exponent and rotation are chosen; all of them are regressed.
  /// - Returns: nil where the regression has no solution or no weight is positive.
  public init?(projections: [(a: Double, b: Double)], responses: [Double], training: Int) {
    precondition(projections.count == responses.count && training <= responses.count, "projections and responses do not pair")
    guard let nonlinearity = Self.nonlinearity(Array(projections[..<training]), Array(responses[..<training])) else { return nil }
    (exponent, rotation) = nonlinearity
    let rotated = Self.rotate(projections, by: rotation)
    let power = exponent
    let features = rotated.map { point in [point.a, -point.a, point.b, -point.b].map { Self.rectified($0, power) } }
    guard let fit = LinearRegression(features: features, responses: responses) else { return nil }
    let quadrants = Array(fit.weights[1...])
    guard let strongest = quadrants.indices.max(by: { quadrants[$0] < quadrants[$1] }), quadrants[strongest] > 0 else { return nil }
    let largest = quadrants[strongest]
    let others = quadrants.indices.filter { $0 != strongest }.map { quadrants[$0] }
    weights = quadrants
    tau = others.reduce(0, +) / (3 * largest)
    largestOther = (others.max() ?? 0) / largest
    isDefined = largest > 2 * fit.standardError(of: strongest + 1)
    var gradient = [0] + quadrants.map { _ in 1 / (3 * largest) }
    gradient[strongest + 1] = -others.reduce(0, +) / (3 * largest * largest)
    standardError = fit.standardError(gradient: gradient)
    low = tau - 1.645 * standardError
    high = tau + 1.645 * standardError
  }

  /// The exponent and the rotation with which one rectified axis predicts the training responses best; the first of equals.
  private static func nonlinearity(_ projections: [(a: Double, b: Double)], _ responses: [Double]) -> (Double, Double)? {
    var best: (r: Double, exponent: Double, rotation: Double)?
    for exponent in [1.0, 1.5, 2.0] {
      for degrees in stride(from: -40.0, through: 40, by: 5) {
        let drive = rotate(projections, by: degrees).map { rectified($0.a, exponent) }
        guard let r = Statistics.pearson(drive, responses), r > best?.r ?? -.infinity else { continue }
        best = (r, exponent, degrees)
      }
    }
    return best.map { ($0.exponent, $0.rotation) }
  }

  private static func rotate(_ projections: [(a: Double, b: Double)], by degrees: Double) -> [(a: Double, b: Double)] {
    let cosine = Elementary.cos(degrees * Double.pi / 180)
    let sine = Elementary.sin(degrees * Double.pi / 180)
    return projections.map { ($0.a * cosine + $0.b * sine, $0.b * cosine - $0.a * sine) }
  }

  /// max(x, 0)^exponent for the three exponents in use.
  private static func rectified(_ x: Double, _ exponent: Double) -> Double {
    guard x > 0 else { return 0 }
    return exponent == 1 ? x : exponent == 2 ? x * x : x * x.squareRoot()
  }
}
