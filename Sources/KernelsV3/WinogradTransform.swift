/// The transforms of minimal filtering (Winograd 1980; Lavin & Gray, CVPR 2016) in one direction, sixteen channels or pixels side by side.
///
/// F(m, r) computes m = n + 1 - r outputs of a filter of r taps from n inputs d by n products: A^T ((G g) * (B^T d)), with the points 0, 1, -1, 2, -2 and infinity for
/// n = 6, and 1/2 and -1/2 beside them for n = 8. What differs between the builds is where the numbers lie, never their sums.
enum WinogradTransform {
  /// B^T on `points` vectors `step` floats apart.
  @inline(__always)
  static func inputs(
    _ points: Int, _ source: UnsafePointer<Float>, _ step: Int, _ target: UnsafeMutablePointer<Float>, _ targetStep: Int
  ) {
    if points == 6 { six(source, step, target, targetStep) } else { eight(source, step, target, targetStep) }
  }

  @inline(__always)
  private static func six(_ source: UnsafePointer<Float>, _ step: Int, _ target: UnsafeMutablePointer<Float>, _ targetStep: Int) {
    let (d0, d1, d2) = (loadVector(source), loadVector(source + step), loadVector(source + 2 * step))
    let (d3, d4, d5) = (loadVector(source + 3 * step), loadVector(source + 4 * step), loadVector(source + 5 * step))
    let (two, four, five) = (Vector(repeating: 2), Vector(repeating: 4), Vector(repeating: -5))
    let even = d4.addingProduct(d2, Vector(repeating: -4))
    let odd = d3.addingProduct(d1, Vector(repeating: -4))
    let (evens, odds) = (d4 - d2, d3 - d1)
    storeVector(d4.addingProduct(d2, five).addingProduct(d0, four), target)
    storeVector(even + odd, target + targetStep)
    storeVector(even - odd, target + 2 * targetStep)
    storeVector(evens.addingProduct(odds, two), target + 3 * targetStep)
    storeVector(evens.addingProduct(odds, Vector(repeating: -2)), target + 4 * targetStep)
    storeVector(d5.addingProduct(d3, five).addingProduct(d1, four), target + 5 * targetStep)
  }

  @inline(__always)
  private static func eight(_ source: UnsafePointer<Float>, _ step: Int, _ target: UnsafeMutablePointer<Float>, _ targetStep: Int) {
    let (d0, d1) = (loadVector(source), loadVector(source + step))
    let (d2, d3) = (loadVector(source + 2 * step), loadVector(source + 3 * step))
    let (d4, d5) = (loadVector(source + 4 * step), loadVector(source + 5 * step))
    let (d6, d7) = (loadVector(source + 6 * step), loadVector(source + 7 * step))
    let outer = Vector(repeating: 5.25)
    storeVector((d0 - d6).addingProduct(d4 - d2, outer), target)
    storeVector((d7 - d1).addingProduct(d3 - d5, outer), target + 7 * targetStep)
    let even = (d2 + d6).addingProduct(d4, Vector(repeating: -4.25))
    let odd = (d1 + d5).addingProduct(d3, Vector(repeating: -4.25))
    storeVector(even + odd, target + targetStep)
    storeVector(even - odd, target + 2 * targetStep)
    let (quarter, half) = (Vector(repeating: 0.25), Vector(repeating: 0.5))
    let (two, four) = (Vector(repeating: 2), Vector(repeating: 4))
    let evens = d6.addingProduct(d2, quarter).addingProduct(d4, Vector(repeating: -1.25))
    let odds = (d1 * half).addingProduct(d3, Vector(repeating: -2.5)).addingProduct(d5, two)
    storeVector(evens + odds, target + 3 * targetStep)
    storeVector(evens - odds, target + 4 * targetStep)
    let evenHalves = d6.addingProduct(d2, four).addingProduct(d4, Vector(repeating: -5))
    let oddHalves = (d1 * two).addingProduct(d3, Vector(repeating: -2.5)).addingProduct(d5, half)
    storeVector(evenHalves + oddHalves, target + 5 * targetStep)
    storeVector(evenHalves - oddHalves, target + 6 * targetStep)
  }

  /// A^T on `points` vectors: `tile` outputs, the bias added.
  @inline(__always)
  static func outputs(
    _ points: Int, tile: Int, _ source: UnsafePointer<Float>, _ step: Int, bias: Vector, _ target: UnsafeMutablePointer<Float>,
    _ targetStep: Int
  ) {
    let (m0, m1, m2) = (loadVector(source), loadVector(source + step), loadVector(source + 2 * step))
    let (m3, m4, m5) = (loadVector(source + 3 * step), loadVector(source + 4 * step), loadVector(source + 5 * step))
    if points == 6 { return four(m0, m1, m2, m3, m4, m5, bias, target, targetStep) }
    outputs(
      tile: tile, m0, m1, m2, m3, m4, m5, loadVector(source + 6 * step), loadVector(source + 7 * step), bias: bias, target, targetStep)
  }

  /// Of six points four outputs.
  @inline(__always)
  private static func four(
    _ m0: Vector, _ m1: Vector, _ m2: Vector, _ m3: Vector, _ m4: Vector, _ m5: Vector, _ bias: Vector,
    _ target: UnsafeMutablePointer<Float>, _ step: Int
  ) {
    let (even, odd) = (m1 + m2, m1 - m2)
    let (evens, odds) = (m3 + m4, m3 - m4)
    storeVector(((m0 + even) + evens) + bias, target)
    storeVector(odd.addingProduct(odds, Vector(repeating: 2)) + bias, target + step)
    storeVector(even.addingProduct(evens, Vector(repeating: 4)) + bias, target + 2 * step)
    storeVector((m5 + odd).addingProduct(odds, Vector(repeating: 8)) + bias, target + 3 * step)
  }

  /// Of eight points two, four or six outputs.
  @inline(__always)
  static func outputs(
    tile: Int, _ m0: Vector, _ m1: Vector, _ m2: Vector, _ m3: Vector, _ m4: Vector, _ m5: Vector, _ m6: Vector, _ m7: Vector, bias: Vector,
    _ target: UnsafeMutablePointer<Float>, _ step: Int
  ) {
    let (even, odd) = (m1 + m2, m1 - m2)
    let (evens, odds) = (m3 + m4, m3 - m4)
    let (evenHalves, oddHalves) = (m5 + m6, m5 - m6)
    storeVector(((m0 + even) + (evens + evenHalves)) + bias, target)
    let second = odd.addingProduct(odds, Vector(repeating: 2)).addingProduct(oddHalves, Vector(repeating: 0.5))
    if tile == 2 { return storeVector((second + m7) + bias, target + step) }
    storeVector(second + bias, target + step)
    let third = even.addingProduct(evens, Vector(repeating: 4)).addingProduct(evenHalves, Vector(repeating: 0.25))
    storeVector(third + bias, target + 2 * step)
    let fourth = odd.addingProduct(odds, Vector(repeating: 8)).addingProduct(oddHalves, Vector(repeating: 0.125))
    if tile == 4 { return storeVector((fourth + m7) + bias, target + 3 * step) }
    storeVector(fourth + bias, target + 3 * step)
    let fifth = even.addingProduct(evens, Vector(repeating: 16)).addingProduct(evenHalves, Vector(repeating: 0.0625))
    storeVector(fifth + bias, target + 4 * step)
    let sixth = odd.addingProduct(odds, Vector(repeating: 32)).addingProduct(oddHalves, Vector(repeating: 0.03125))
    storeVector((sixth + m7) + bias, target + 5 * step)
  }

  /// G on the `side` taps of a filter: the filter as a polynomial at the points, each over what the points' polynomial takes there.
  @inline(__always)
  static func filters(
    _ points: Int, side: Int, _ source: UnsafePointer<Float>, _ step: Int, _ target: UnsafeMutablePointer<Float>, _ targetStep: Int
  ) {
    // Even and odd powers apart, by Horner's rule: at 1 and at 2 from the last tap, at 1/2, times 2^(side - 1), from the first.
    let zero = Vector(repeating: 0)
    let four = Vector(repeating: 4)
    var (even, odd, evens, odds, evenHalves, oddHalves) = (zero, zero, zero, zero, zero, zero)
    var y = 0
    while y < side {
      let (tap, last) = (loadVector(source + y * step), loadVector(source + (side - 1 - y) * step))
      // The side is odd: taps with even powers from either end.
      if y % 2 == 0 {
        even += tap
        evenHalves = tap.addingProduct(evenHalves, four)
        evens = last.addingProduct(evens, four)
      } else {
        odd += tap
        oddHalves = tap.addingProduct(oddHalves, four)
        odds = last.addingProduct(odds, four)
      }
      y &+= 1
    }
    odds += odds
    oddHalves += oddHalves
    let isSix = points == 6
    let one = Vector(repeating: isSix ? -1 / 6 : -2 / 9)
    let two = Vector(repeating: isSix ? 1 / 24 : 1 / 90)
    storeVector(loadVector(source) * Vector(repeating: isSix ? 0.25 : 1), target)
    storeVector((even + odd) * one, target + targetStep)
    storeVector((even - odd) * one, target + 2 * targetStep)
    storeVector((evens + odds) * two, target + 3 * targetStep)
    storeVector((evens - odds) * two, target + 4 * targetStep)
    if !isSix {
      let half = Vector(repeating: 32 / 45 / Float(1 << (side - 1)))
      storeVector((evenHalves + oddHalves) * half, target + 5 * targetStep)
      storeVector((evenHalves - oddHalves) * half, target + 6 * targetStep)
    }
    storeVector(loadVector(source + (side - 1) * step), target + (points - 1) * targetStep)
  }
}
