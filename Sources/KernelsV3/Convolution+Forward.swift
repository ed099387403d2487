import KernelShapes

extension Convolution {
  /// One image through a convolution with bias, ReLU and pooling.
  ///
  /// - Parameters:
  ///   - input: `inputCount` floats.
  ///   - packed: the filters as `pack` lays them out.
  ///   - bias: `biasCount` floats.
  ///   - scratch: `scratchCount` floats.
  ///   - output: `outputCount` floats, written.
  ///   - live: `liveCount` words, written: for each pooled pixel and block, sixteen bits per place of the pooling window (top left, top right,
  ///     bottom left, bottom right), bit c of a place telling whether the gradient of channel c flows back to it.
  static func forward(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, packed: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, output: UnsafeMutablePointer<Float>, live: UnsafeMutablePointer<UInt64>
  ) {
    if shape.tile > 0 {
      let tiles = shape.isFirst ? ColumnWinograd.forward : Winograd.forward
      return tiles(shape, input, packed, bias, scratch, output, live)
    }
    let rows = shape.height * shape.window
    let width = shape.width * shape.window
    var block = 0
    while block < shape.blocks {
      let bias = loadVector(bias + block * lanes)
      let packed = packed + block * shape.inputChannels * shape.side * shape.side * lanes
      let output = output + block * shape.height * shape.width * lanes
      let live = live + block * shape.height * shape.width
      var y = 0
      while y < rows {
        // An odd last row is done again with the one above it; a single row twice over.
        let top = max(0, min(y, rows - 2))
        let second = rows > 1 ? 1 : 0
        convolveRows(shape, input: input, top: top, second: second, width: width, packed: packed, bias: bias, into: scratch)
        let row = top / shape.window * shape.width
        pool(shape, rows: scratch, output: output + row * lanes, live: live + row)
        if shape.window == 1 && second == 1 {
          pool(shape, rows: scratch + width * lanes, output: output + (row + shape.width) * lanes, live: live + row + shape.width)
        }
        y += 2
      }
      block += 1
    }
  }

  /// Two rows of outputs before ReLU, [row][x][16], in tiles; the last tile reaches back over the one before it.
  private static func convolveRows(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, top: Int, second: Int, width: Int, packed: UnsafePointer<Float>, bias: Vector,
    into scratch: UnsafeMutablePointer<Float>
  ) {
    let tile = Tile.width(for: width)
    let rowStride = shape.inputWidth * shape.pixelStride
    var x = 0
    while x < width {
      let left = min(x, width - tile)
      let corner = input + top * rowStride + left * shape.pixelStride
      let target = scratch + left * lanes
      let below = target + width * lanes
      if shape.isFirst {
        Tile.first(tile, shape, corner, second * rowStride, packed, bias, target, below)
      } else {
        Tile.inner(tile, shape, corner, second * rowStride, packed, bias, target, below)
      }
      x += tile
    }
  }
}

/// Two rows of neighbouring pixels of one block of channels, held in registers.
private enum Tile {
  /// The widest tile that registers hold: two rows of it are 28 of AVX-512's 32 registers, or 12 of AVX2's 16.
  #if KONOMI_V4
    static let widest = 14
  #else
    static let widest = 3
  #endif

  /// The tile for rows of `width` pixels: the fewest tiles, and those as narrow as may be.
  static func width(for width: Int) -> Int {
    let count = (width + widest - 1) / widest
    let least = (width + count - 1) / count
    #if KONOMI_V4
      let next = least <= 2 ? least : (least + 1) / 2 * 2
      return next <= width ? next : width / 2 * 2
    #else
      return least
    #endif
  }

  static func first(
    _ width: Int, _ shape: ConvolutionShape, _ corner: UnsafePointer<Float>, _ second: Int, _ packed: UnsafePointer<Float>, _ bias: Vector,
    _ top: UnsafeMutablePointer<Float>, _ below: UnsafeMutablePointer<Float>
  ) {
    switch width {
    case 1: planar(Strip1.self, shape, corner, second, packed, bias, top, below)
    case 2: planar(Strip2.self, shape, corner, second, packed, bias, top, below)
    #if KONOMI_V4
      case 4: planar(Strip4.self, shape, corner, second, packed, bias, top, below)
      case 6: planar(Strip6.self, shape, corner, second, packed, bias, top, below)
      case 8: planar(Strip8.self, shape, corner, second, packed, bias, top, below)
      case 10: planar(Strip10.self, shape, corner, second, packed, bias, top, below)
      case 12: planar(Strip12.self, shape, corner, second, packed, bias, top, below)
      default: planar(Strip14.self, shape, corner, second, packed, bias, top, below)
    #else
      default: planar(Strip3.self, shape, corner, second, packed, bias, top, below)
    #endif
    }
  }

  static func inner(
    _ width: Int, _ shape: ConvolutionShape, _ corner: UnsafePointer<Float>, _ second: Int, _ packed: UnsafePointer<Float>, _ bias: Vector,
    _ top: UnsafeMutablePointer<Float>, _ below: UnsafeMutablePointer<Float>
  ) {
    switch width {
    case 1: blocked(Strip1.self, shape, corner, second, packed, bias, top, below)
    case 2: blocked(Strip2.self, shape, corner, second, packed, bias, top, below)
    #if KONOMI_V4
      case 4: blocked(Strip4.self, shape, corner, second, packed, bias, top, below)
      case 6: blocked(Strip6.self, shape, corner, second, packed, bias, top, below)
      case 8: blocked(Strip8.self, shape, corner, second, packed, bias, top, below)
      case 10: blocked(Strip10.self, shape, corner, second, packed, bias, top, below)
      case 12: blocked(Strip12.self, shape, corner, second, packed, bias, top, below)
      default: blocked(Strip14.self, shape, corner, second, packed, bias, top, below)
    #else
      default: blocked(Strip3.self, shape, corner, second, packed, bias, top, below)
    #endif
    }
  }

  /// From the planar image: sums over (channel, y, x).
  @inline(__always)
  static func planar<Pixels: Strip>(
    _: Pixels.Type, _ shape: ConvolutionShape, _ corner: UnsafePointer<Float>, _ second: Int, _ packed: UnsafePointer<Float>,
    _ bias: Vector, _ top: UnsafeMutablePointer<Float>, _ below: UnsafeMutablePointer<Float>
  ) {
    let side = shape.side
    let width = shape.inputWidth
    let plane = shape.inputHeight * width
    var upper = Pixels(copies: bias)
    var lower = Pixels(copies: bias)
    var weights = packed
    var channel = 0
    while channel < shape.inputChannels {
      var row = corner + channel * plane
      var y = 0
      while y < side {
        var x = 0
        while x < side {
          let factors = loadVector(weights)
          upper.addProducts(factors, scalars: row + x, stride: 1)
          lower.addProducts(factors, scalars: row + second + x, stride: 1)
          weights += lanes
          x &+= 1
        }
        row += width
        y &+= 1
      }
      channel &+= 1
    }
    upper.store(to: top, stride: lanes)
    lower.store(to: below, stride: lanes)
  }

  /// From blocks of sixteen channels: sums over (block, y, x, channel).
  @inline(__always)
  static func blocked<Pixels: Strip>(
    _: Pixels.Type, _ shape: ConvolutionShape, _ corner: UnsafePointer<Float>, _ second: Int, _ packed: UnsafePointer<Float>,
    _ bias: Vector, _ top: UnsafeMutablePointer<Float>, _ below: UnsafeMutablePointer<Float>
  ) {
    let side = shape.side
    let rowStride = shape.inputWidth * lanes
    let plane = shape.inputHeight * rowStride
    var upper = Pixels(copies: bias)
    var lower = Pixels(copies: bias)
    var weights = packed
    var remaining = shape.inputChannels
    var block = corner
    while remaining > 0 {
      let depth = min(lanes, remaining)
      var row = block
      var y = 0
      while y < side {
        var pixel = row
        var x = 0
        while x < side {
          var channel = 0
          while channel < depth {
            let factors = loadVector(weights)
            upper.addProducts(factors, scalars: pixel + channel, stride: lanes)
            lower.addProducts(factors, scalars: pixel + second + channel, stride: lanes)
            weights += lanes
            channel &+= 1
          }
          pixel += lanes
          x &+= 1
        }
        row += rowStride
        y &+= 1
      }
      block += plane
      remaining &-= lanes
    }
    upper.store(to: top, stride: lanes)
    lower.store(to: below, stride: lanes)
  }
}
