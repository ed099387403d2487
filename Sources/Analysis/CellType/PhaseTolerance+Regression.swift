import Method
import Numerics

extension PhaseTolerance {
  /// - Parameters:
  ///   - projections: of each image (zero mean, unit norm) on image and partner of the pair, times the images' side, so that they are of order 1.
  ///   - responses: to the same images, the mean over repeats.
  ///   - training: the first so many images are training images, on which exponent and rotation are chosen; all of them are regressed.
  /// - Returns: nil where the regression has no solution or no weight is positive.
  public init?(projections: [(a: Double, b: Double)], responses: [Double], training: Int) {
    precondition(projections.count == responses.count && training <= responses.count, "projections and responses do not pair")
    guard let nonlinearity = Self.nonlinearity(Array(projections[..<training]), Array(responses[..<training])) else { return nil }
    let (exponent, rotation) = nonlinearity
    let features = Self.rotate(projections, by: rotation).map { point in
      [point.a, -point.a, point.b, -point.b].map { Self.rectified($0, exponent) }
    }
    guard let fit = LinearRegression(features: features, responses: responses) else { return nil }
    let quadrants = Array(fit.weights[1...])
    guard let strongest = quadrants.indices.max(by: { quadrants[$0] < quadrants[$1] }), quadrants[strongest] > 0 else { return nil }
    let largest = quadrants[strongest]
    let others = quadrants.indices.filter { $0 != strongest }.map { quadrants[$0] }
    let sum = others.reduce(0, +)
    var gradient = [0] + quadrants.map { _ in 1 / (3 * largest) }
    gradient[strongest + 1] = -sum / (3 * largest * largest)
    self.init(
      tau: sum / (3 * largest), standardError: fit.standardError(gradient: gradient), weights: quadrants,
      largestOther: (others.max() ?? 0) / largest, exponent: exponent, rotation: rotation,
      isDefined: largest > 2 * fit.standardError(of: strongest + 1))
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
