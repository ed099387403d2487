extension Elementary {
  /// The angle of the point (`x`, `y`) from the x axis in radians, -pi ... pi; 0 at the origin. NaN where a coordinate is not finite.
  ///
  /// The ratio of the smaller to the larger side is brought below tan(pi/8) by one subtraction of pi/4; Taylor's series does the rest.
  public static func atan2(y: Double, x: Double) -> Double {
    guard x.isFinite, y.isFinite else { return .nan }
    let (long, short) = (max(x.magnitude, y.magnitude), min(x.magnitude, y.magnitude))
    guard long > 0 else { return 0 }
    let ratio = short / long
    var angle = ratio > 0x1.a827999fcef32p-2 ? Double.pi / 4 + arctangentSeries((short - long) / (short + long)) : arctangentSeries(ratio)
    if y.magnitude > x.magnitude { angle = Double.pi / 2 - angle }
    if x < 0 { angle = Double.pi - angle }
    return y < 0 ? -angle : angle
  }

  /// The arctangent for |t| <= tan(pi/8).
  private static func arctangentSeries(_ t: Double) -> Double {
    let z = t * t
    var sum = 0.0
    for n in stride(from: 21, through: 1, by: -1) { sum = 1 / Double(2 * n + 1) - z * sum }
    return t - t * z * sum
  }
}
