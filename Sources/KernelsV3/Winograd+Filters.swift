import KernelShapes

extension Winograd {
  /// U = G g G^T of one block of filters and one block of input channels.
  ///
  /// - Parameters:
  ///   - filters: [y][x][input channel][16 channels], `depth` input channels.
  ///   - target: the transforms at the first point, [input channel][16]; `perPoint` floats lie from one point to the next.
  static func transform(
    filters: UnsafePointer<Float>, filterSide: Int, depth: Int, into target: UnsafeMutablePointer<Float>, perPoint: Int
  ) {
    let step = depth * lanes
    withUnsafeTemporaryAllocation(of: Vector.self, capacity: side * filterSide) { half in
      let half = UnsafeMutableRawPointer(half.baseAddress!).assumingMemoryBound(to: Float.self)
      let row = filterSide * lanes
      var channel = 0
      while channel < depth {
        var x = 0
        while x < filterSide {
          transformFilter(filterSide, filters + x * step + channel * lanes, filterSide * step, half + x * lanes, row)
          x &+= 1
        }
        var y = 0
        while y < side {
          transformFilter(filterSide, half + y * row, lanes, target + y * side * perPoint + channel * lanes, perPoint)
          y &+= 1
        }
        channel &+= 1
      }
    }
  }

  /// G on three or five vectors: the filter as a polynomial at 0, 1, -1, 2, -2 and infinity, each over 4, -6, -6, 24, 24 and 1.
  @inline(__always)
  private static func transformFilter(
    _ filterSide: Int, _ source: UnsafePointer<Float>, _ step: Int, _ target: UnsafeMutablePointer<Float>, _ targetStep: Int
  ) {
    let (g0, g1, g2) = (loadVector(source), loadVector(source + step), loadVector(source + 2 * step))
    var (even, odd, last) = (g0 + g2, g1, g2)
    var evens = g0.addingProduct(g2, Vector(repeating: 4))
    var odds = g1 * Vector(repeating: 2)
    if filterSide == 5 {
      let g3 = loadVector(source + 3 * step)
      last = loadVector(source + 4 * step)
      even += last
      odd += g3
      evens = evens.addingProduct(last, Vector(repeating: 16))
      odds = odds.addingProduct(g3, Vector(repeating: 8))
    }
    let (sixth, twentyFourth) = (Vector(repeating: -1 / 6), Vector(repeating: 1 / 24))
    storeVector(g0 * Vector(repeating: 0.25), target)
    storeVector((even + odd) * sixth, target + targetStep)
    storeVector((even - odd) * sixth, target + 2 * targetStep)
    storeVector((evens + odds) * twentyFourth, target + 3 * targetStep)
    storeVector((evens - odds) * twentyFourth, target + 4 * targetStep)
    storeVector(last, target + 5 * targetStep)
  }
}
