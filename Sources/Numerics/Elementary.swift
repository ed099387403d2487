/// Elementary functions in plain IEEE arithmetic: the same bits on every machine, where a C library's differ between versions and instruction sets.
///
/// Within two units in the last place of the true value. Argument reduction in parts after Cody & Waite, "Software manual for the elementary functions"
/// (1980); the polynomials are truncated Taylor series, long enough that the first omitted term lies below half a unit.
public enum Elementary {
  /// ln 2 in two parts, the first short enough that its product with an exponent is exact.
  private static let ln2 = (high: 0x1.62e42fee00000p-1, low: 0x1.a39ef35793c76p-33)

  /// e to the power of `x`.
  public static func exp(_ x: Double) -> Double {
    guard x > -746 else { return x.isNaN ? x : 0 }
    guard x < 710 else { return .infinity }
    let exponent = (x * 0x1.71547652b82fep+0).rounded()
    let r = (x - exponent * ln2.high) - exponent * ln2.low
    // 1/2!, 1/3! ... 1/13!, written out: this is the innermost loop of much.
    var tail = 1.0 / 6_227_020_800
    tail = tail * r + 1.0 / 479_001_600
    tail = tail * r + 1.0 / 39_916_800
    tail = tail * r + 1.0 / 3_628_800
    tail = tail * r + 1.0 / 362_880
    tail = tail * r + 1.0 / 40_320
    tail = tail * r + 1.0 / 5040
    tail = tail * r + 1.0 / 720
    tail = tail * r + 1.0 / 120
    tail = tail * r + 1.0 / 24
    tail = tail * r + 1.0 / 6
    tail = tail * r + 1.0 / 2
    let mantissa = 1 + (r + r * r * tail)
    // Two factors, because 2^exponent alone may leave the range where the result does not.
    let half = (Int(exponent) / 2, Int(exponent) - Int(exponent) / 2)
    return mantissa * powerOfTwo(half.0) * powerOfTwo(half.1)
  }

  /// The natural logarithm: NaN below 0, -infinity at 0.
  public static func log(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x > 0 ? x : .nan }
    // x = 2^exponent m with m in [sqrt(1/2), sqrt(2)]; log m = 2 artanh(s), s = (m - 1) / (m + 1).
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 0x1.6a09e667f3bcdp+0 {
      m *= 0.5
      exponent += 1
    }
    let f = m - 1
    let s = f / (2 + f)
    let z = s * s
    let rest = 2 * z * horner(z, artanhCoefficients[...])
    return exponent * ln2.high + (f - (s * (f - rest) - exponent * ln2.low))
  }

  /// The sine of `x` radians. NaN where |x| exceeds 2^20, beyond which the reduction would lose digits.
  public static func sin(_ x: Double) -> Double {
    guard let (quadrant, r, tail) = reduceByQuarterTurn(x) else { return .nan }
    switch quadrant {
    case 0: return sinKernel(r, tail)
    case 1: return cosKernel(r, tail)
    case 2: return -sinKernel(r, tail)
    default: return -cosKernel(r, tail)
    }
  }

  /// The cosine of `x` radians. NaN where |x| exceeds 2^20.
  public static func cos(_ x: Double) -> Double {
    guard let (quadrant, r, tail) = reduceByQuarterTurn(x) else { return .nan }
    switch quadrant {
    case 0: return cosKernel(r, tail)
    case 1: return -sinKernel(r, tail)
    case 2: return -cosKernel(r, tail)
    default: return sinKernel(r, tail)
    }
  }

  // MARK: - Parts

  /// `x` less the nearest multiple of pi/2, as a value and what its rounding left, and that multiple modulo 4.
  private static func reduceByQuarterTurn(_ x: Double) -> (quadrant: Int, r: Double, tail: Double)? {
    guard x.magnitude <= 0x1p20 else { return nil }
    let turns = (x * 0x1.45f306dc9c883p-1).rounded()
    // pi/2 in three parts of 33, 33 and 53 bits: the first two products are exact.
    let coarse = x - turns * 0x1.921fb54400000p+0
    let middle = turns * 0x1.0b4611a600000p-34
    let high = coarse - middle
    let low = (coarse - high) - middle - turns * 0x1.3198a2e037073p-69
    let r = high + low
    return (Int(turns) & 3, r, (high - r) + low)
  }

  /// sin(r + tail) for |r| <= pi/4.
  private static func sinKernel(_ r: Double, _ tail: Double) -> Double {
    let z = r * r
    // 1/3!, 1/5! ... 1/17!
    let x = -z
    var sum = 1.0 / 355_687_428_096_000
    sum = sum * x + 1.0 / 1_307_674_368_000
    sum = sum * x + 1.0 / 6_227_020_800
    sum = sum * x + 1.0 / 39_916_800
    sum = sum * x + 1.0 / 362_880
    sum = sum * x + 1.0 / 5040
    sum = sum * x + 1.0 / 120
    sum = sum * x + 1.0 / 6
    return r - (r * z * sum - tail * (1 - 0.5 * z))
  }

  /// cos(r + tail) for |r| <= pi/4.
  private static func cosKernel(_ r: Double, _ tail: Double) -> Double {
    let z = r * r
    let half = 0.5 * z
    let leading = 1 - half
    // 1/4!, 1/6! ... 1/18!
    let x = -z
    var sum = 1.0 / 6_402_373_705_728_000
    sum = sum * x + 1.0 / 20_922_789_888_000
    sum = sum * x + 1.0 / 87_178_291_200
    sum = sum * x + 1.0 / 479_001_600
    sum = sum * x + 1.0 / 3_628_800
    sum = sum * x + 1.0 / 40_320
    sum = sum * x + 1.0 / 720
    sum = sum * x + 1.0 / 24
    return leading + ((1 - leading - half) + (z * z * sum - r * tail))
  }

  private static func horner(_ x: Double, _ coefficients: ArraySlice<Double>) -> Double {
    var sum = 0.0
    for coefficient in coefficients.reversed() { sum = sum * x + coefficient }
    return sum
  }

  /// - Precondition: the result is neither subnormal nor infinite.
  private static func powerOfTwo(_ exponent: Int) -> Double { Double(bitPattern: UInt64(exponent + 1023) << 52) }

  /// 1/3, 1/5, 1/7 ...
  private static let artanhCoefficients: [Double] = (1...11).map { n -> Double in 1 / Double(2 * n + 1) }
}

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
