/// Rayleigh's test of whether orientations are spread evenly over 0 ... 180 degrees; angles are doubled, so that 0 and 180 are one direction.
///
/// Zar, "Biostatistical analysis" (2010), eqs 27.2 - 27.4; the p value is the approximation of Greenwood & Durand (1955).
public struct RayleighTest: Sendable, Equatable {
  /// The length of the mean of exp(2 i theta): 0 evenly spread, 1 all alike.
  public let resultant: Double
  /// The mean orientation in degrees, 0 ..< 180.
  public let meanOrientation: Double
  /// The probability of a resultant at least as long if orientations were uniform.
  public let pValue: Double

  /// nil for fewer than two orientations.
  /// - Parameter orientations: in degrees.
  public init?(orientations: [Double]) {
    guard orientations.count > 1 else { return nil }
    let angles = orientations.map { $0 * Double.pi / 90 }
    let x = angles.reduce(0) { $0 + Elementary.cos($1) }
    let y = angles.reduce(0) { $0 + Elementary.sin($1) }
    let n = Double(orientations.count)
    let length = min((x * x + y * y).squareRoot(), n)
    resultant = length / n
    let direction = Elementary.atan2(y: y, x: x) * 90 / Double.pi
    meanOrientation = direction < 0 ? direction + 180 : direction
    pValue = min(1, Elementary.exp((1 + 4 * n + 4 * (n * n - length * length)).squareRoot() - (1 + 2 * n)))
  }
}
