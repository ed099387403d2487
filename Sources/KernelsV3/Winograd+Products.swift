import KernelShapes

extension Winograd {
  /// The most tiles whose sums registers hold.
  #if KONOMI_V4
    private static let widest = 14
  #else
    private static let widest = 6
  #endif

  /// The sums over the input channels of one block of outputs, [y][x][tile][16].
  static func multiply(
    _ shape: ConvolutionShape, tiles: Int, inputs: UnsafePointer<Float>, packed: UnsafePointer<Float>, block: Int,
    into products: UnsafeMutablePointer<Float>
  ) {
    let weights = shape.inputChannels * lanes
    var point = 0
    while point < points {
      let source = inputs + point * shape.inputBlocks * shape.tilesAtOnce * lanes
      let factors = packed + (point * shape.blocks + block) * weights
      let target = products + point * shape.tilesAtOnce * lanes
      let chunks = (tiles + widest - 1) / widest
      var chunk = 0
      while chunk < chunks {
        let first = tiles * chunk / chunks
        sum(shape, count: tiles * (chunk + 1) / chunks - first, source + first * lanes, factors, target + first * lanes)
        chunk &+= 1
      }
      point &+= 1
    }
  }

  private static func sum(
    _ shape: ConvolutionShape, count: Int, _ source: UnsafePointer<Float>, _ factors: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>
  ) {
    switch count {
    case 1: sums(Strip1.self, shape, source, factors, target)
    case 2: sums(Strip2.self, shape, source, factors, target)
    case 3: sums(Strip3.self, shape, source, factors, target)
    case 4: sums(Strip4.self, shape, source, factors, target)
    case 5: sums(Strip5.self, shape, source, factors, target)
    #if KONOMI_V4
      case 6: sums(Strip6.self, shape, source, factors, target)
      case 7: sums(Strip7.self, shape, source, factors, target)
      case 8: sums(Strip8.self, shape, source, factors, target)
      case 9: sums(Strip9.self, shape, source, factors, target)
      case 10: sums(Strip10.self, shape, source, factors, target)
      case 11: sums(Strip11.self, shape, source, factors, target)
      case 12: sums(Strip12.self, shape, source, factors, target)
      case 13: sums(Strip13.self, shape, source, factors, target)
      default: sums(Strip14.self, shape, source, factors, target)
    #else
      default: sums(Strip6.self, shape, source, factors, target)
    #endif
    }
  }

  @inline(__always)
  private static func sums<Tiles: Strip>(
    _: Tiles.Type, _ shape: ConvolutionShape, _ source: UnsafePointer<Float>, _ factors: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>
  ) {
    var sums = Tiles(copies: Vector(repeating: 0))
    var factors = factors
    var source = source
    var remaining = shape.inputChannels
    while remaining > 0 {
      let depth = min(lanes, remaining)
      var channel = 0
      while channel < depth {
        sums.addProducts(loadVector(factors), scalars: source + channel, stride: lanes)
        factors += lanes
        channel &+= 1
      }
      source += shape.tilesAtOnce * lanes
      remaining &-= lanes
    }
    sums.store(to: target, stride: lanes)
  }
}
