import KernelShapes

extension Winograd {
  /// The sums over the input channels of one block of outputs, or of two, [block][y][x][tile][16].
  ///
  /// - Returns: the number of blocks.
  static func multiply(
    _ shape: ConvolutionShape, tiles: Int, inputs: UnsafePointer<Float>, packed: UnsafePointer<Float>, block: Int,
    into products: UnsafeMutablePointer<Float>, perBlock: Int
  ) -> Int {
    let weights = shape.inputChannels * lanes
    // AVX-512's registers hold the sums of two blocks, which share their inputs; AVX2's hardly those of one.
    #if KONOMI_V4
      let blocks = min(2, shape.blocks - block)
      let widest = blocks == 2 ? 13 : 14
    #else
      let blocks = 1
      let widest = 6
    #endif
    let chunks = (tiles + widest - 1) / widest
    var point = 0
    while point < shape.points * shape.points {
      let source = inputs + point * shape.inputBlocks * shape.tilesAtOnce * lanes
      let factors = packed + (point * shape.blocks + block) * weights
      let target = products + point * shape.tilesAtOnce * lanes
      var chunk = 0
      while chunk < chunks {
        let first = tiles * chunk / chunks * lanes
        let count = tiles * (chunk + 1) / chunks - first / lanes
        #if KONOMI_V4
          if blocks == 2 {
            sumPair(count, shape, source + first, factors, target + first, perBlock)
          } else {
            sum(count, shape, source + first, factors, target + first)
          }
        #else
          sum(count, shape, source + first, factors, target + first)
        #endif
        chunk &+= 1
      }
      point &+= 1
    }
    return blocks
  }

  private static func sum(
    _ count: Int, _ shape: ConvolutionShape, _ source: UnsafePointer<Float>, _ factors: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>
  ) {
    switch count {
    case 1: sums(Strip1.self, shape, source, factors, target)
    case 2: sums(Strip2.self, shape, source, factors, target)
    case 3: sums(Strip3.self, shape, source, factors, target)
    case 4: sums(Strip4.self, shape, source, factors, target)
    case 5: sums(Strip5.self, shape, source, factors, target)
    case 6: sums(Strip6.self, shape, source, factors, target)
    #if KONOMI_V4
      case 7: sums(Strip7.self, shape, source, factors, target)
      case 8: sums(Strip8.self, shape, source, factors, target)
      case 9: sums(Strip9.self, shape, source, factors, target)
      case 10: sums(Strip10.self, shape, source, factors, target)
      case 11: sums(Strip11.self, shape, source, factors, target)
      case 12: sums(Strip12.self, shape, source, factors, target)
      case 13: sums(Strip13.self, shape, source, factors, target)
      case 14: sums(Strip14.self, shape, source, factors, target)
    #endif
    default: preconditionFailure("registers do not hold \(count) tiles")
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

  #if KONOMI_V4
    private static func sumPair(
      _ count: Int, _ shape: ConvolutionShape, _ source: UnsafePointer<Float>, _ factors: UnsafePointer<Float>,
      _ target: UnsafeMutablePointer<Float>, _ perBlock: Int
    ) {
      switch count {
      case 1: sumsOfPair(Strip1.self, shape, source, factors, target, perBlock)
      case 2: sumsOfPair(Strip2.self, shape, source, factors, target, perBlock)
      case 3: sumsOfPair(Strip3.self, shape, source, factors, target, perBlock)
      case 4: sumsOfPair(Strip4.self, shape, source, factors, target, perBlock)
      case 5: sumsOfPair(Strip5.self, shape, source, factors, target, perBlock)
      case 6: sumsOfPair(Strip6.self, shape, source, factors, target, perBlock)
      case 7: sumsOfPair(Strip7.self, shape, source, factors, target, perBlock)
      case 8: sumsOfPair(Strip8.self, shape, source, factors, target, perBlock)
      case 9: sumsOfPair(Strip9.self, shape, source, factors, target, perBlock)
      case 10: sumsOfPair(Strip10.self, shape, source, factors, target, perBlock)
      case 11: sumsOfPair(Strip11.self, shape, source, factors, target, perBlock)
      case 12: sumsOfPair(Strip12.self, shape, source, factors, target, perBlock)
      case 13: sumsOfPair(Strip13.self, shape, source, factors, target, perBlock)
      default: preconditionFailure("registers do not hold \(count) tiles of two blocks")
      }
    }

    @inline(__always)
    private static func sumsOfPair<Tiles: Strip>(
      _: Tiles.Type, _ shape: ConvolutionShape, _ source: UnsafePointer<Float>, _ factors: UnsafePointer<Float>,
      _ target: UnsafeMutablePointer<Float>, _ perBlock: Int
    ) {
      var first = Tiles(copies: Vector(repeating: 0))
      var second = first
      var factors = factors
      let other = shape.inputChannels * lanes
      var source = source
      var remaining = shape.inputChannels
      while remaining > 0 {
        let depth = min(lanes, remaining)
        var channel = 0
        while channel < depth {
          first.addProducts(loadVector(factors), scalars: source + channel, stride: lanes)
          second.addProducts(loadVector(factors + other), scalars: source + channel, stride: lanes)
          factors += lanes
          channel &+= 1
        }
        source += shape.tilesAtOnce * lanes
        remaining &-= lanes
      }
      first.store(to: target, stride: lanes)
      second.store(to: target + perBlock, stride: lanes)
    }
  #endif
}
