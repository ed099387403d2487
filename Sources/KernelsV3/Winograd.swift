import KernelShapes

/// The other layers' convolution by minimal filtering in square tiles, for filters of 3, 5 or 7 pixels on blocks of channels: F(4 x 4, 3 x 3) with 36 products a tile
/// instead of 144, F(4 x 4, 5 x 5) with 64 instead of 400, F(2 x 2, 7 x 7) with 64 instead of 196. See `WinogradTransform`.
enum Winograd {
  /// One image through convolution, bias, ReLU and pooling; as `Convolution.forward`.
  static func forward(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, packed: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, output: UnsafeMutablePointer<Float>, live: UnsafeMutablePointer<UInt64>
  ) {
    let tiles = shape.tilesAtOnce
    let perBlock = shape.points * shape.points * tiles * lanes
    let inputs = scratch
    let products = inputs + shape.inputBlocks * perBlock
    let half = products + 2 * perBlock
    let rows = half + shape.points * shape.inputWidth * lanes
    let tileRows = (shape.height * shape.window + shape.tile - 1) / shape.tile
    var first = 0
    while first < tileRows {
      let count = min(shape.tileRowsAtOnce, tileRows - first)
      var row = 0
      while row < count {
        transformInputs(shape, input: input, top: top(shape, first + row), half: half, into: inputs + row * shape.tileColumns * lanes)
        row += 1
      }
      var block = 0
      while block < shape.blocks {
        let blocks = multiply(
          shape, tiles: count * shape.tileColumns, inputs: inputs, packed: packed, block: block, into: products, perBlock: perBlock)
        for place in 0..<blocks * count {
          let (next, row) = (place / count, place % count)
          transformOutputs(
            shape, products: products + next * perBlock + row * shape.tileColumns * lanes, bias: loadVector(bias + (block + next) * lanes),
            half: half, into: rows)
          let top = top(shape, first + row)
          let pixel = ((block + next) * shape.height + top / shape.window) * shape.width
          Convolution.poolTile(shape, rows: rows, output: output + pixel * lanes, live: live + pixel)
        }
        block += blocks
      }
      first += count
    }
  }

  /// The first row of outputs of a row of tiles; the last one reaches back over the one before it.
  private static func top(_ shape: ConvolutionShape, _ row: Int) -> Int {
    min(row * shape.tile, shape.height * shape.window - shape.tile)
  }

  /// The same for columns.
  @inline(__always)
  private static func left(_ shape: ConvolutionShape, _ column: Int) -> Int {
    min(column * shape.tile, shape.width * shape.window - shape.tile)
  }

  /// One row of tiles, [y][x][input block][tile][16]: down the columns, which neighbouring tiles share, then along the rows.
  private static func transformInputs(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, top: Int, half: UnsafeMutablePointer<Float>,
    into target: UnsafeMutablePointer<Float>
  ) {
    let points = shape.points
    let row = shape.inputWidth * lanes
    let perPoint = shape.inputBlocks * shape.tilesAtOnce * lanes
    var block = 0
    while block < shape.inputBlocks {
      let source = input + (block * shape.inputHeight + top) * row
      var x = 0
      while x < row {
        WinogradTransform.inputs(points, source + x, row, half + x, row)
        x &+= lanes
      }
      var y = 0
      while y < points {
        var tile = 0
        while tile < shape.tileColumns {
          let place = target + (block * shape.tilesAtOnce + tile) * lanes + y * points * perPoint
          WinogradTransform.inputs(points, half + y * row + left(shape, tile) * lanes, lanes, place, perPoint)
          tile &+= 1
        }
        y &+= 1
      }
      block &+= 1
    }
  }

  /// The outputs of one row of tiles before ReLU, [row][x][16].
  private static func transformOutputs(
    _ shape: ConvolutionShape, products: UnsafePointer<Float>, bias: Vector, half: UnsafeMutablePointer<Float>,
    into rows: UnsafeMutablePointer<Float>
  ) {
    let points = shape.points
    let perPoint = shape.tilesAtOnce * lanes
    let row = shape.width * shape.window * lanes
    var tile = 0
    while tile < shape.tileColumns {
      let source = products + tile * lanes
      var x = 0
      while x < points {
        WinogradTransform.outputs(
          points, tile: shape.tile, source + x * perPoint, points * perPoint, bias: Vector(repeating: 0), half + x * lanes, points * lanes)
        x &+= 1
      }
      var y = 0
      while y < shape.tile {
        let target = rows + y * row + left(shape, tile) * lanes
        WinogradTransform.outputs(points, tile: shape.tile, half + y * points * lanes, lanes, bias: bias, target, lanes)
        y &+= 1
      }
      tile &+= 1
    }
  }

  /// U = G g G^T of one block of filters and one block of input channels.
  ///
  /// - Parameters:
  ///   - filters: [y][x][input channel][16 channels], `depth` input channels.
  ///   - half: room for `points` x `side` vectors.
  ///   - target: the transforms at the first point, [input channel][16]; `perPoint` floats lie from one point to the next.
  static func transformFilters(
    _ shape: ConvolutionShape, filters: UnsafePointer<Float>, depth: Int, half: UnsafeMutablePointer<Float>,
    into target: UnsafeMutablePointer<Float>, perPoint: Int
  ) {
    let (points, side) = (shape.points, shape.side)
    let step = depth * lanes
    let row = side * lanes
    var channel = 0
    while channel < depth {
      var x = 0
      while x < side {
        WinogradTransform.filters(points, side: side, filters + x * step + channel * lanes, side * step, half + x * lanes, row)
        x &+= 1
      }
      var y = 0
      while y < points {
        WinogradTransform.filters(
          points, side: side, half + y * row, lanes, target + y * points * perPoint + channel * lanes, perPoint)
        y &+= 1
      }
      channel &+= 1
    }
  }
}
