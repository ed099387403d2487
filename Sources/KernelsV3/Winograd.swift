import KernelShapes

/// The other layers' convolution by minimal filtering (Winograd 1980; Lavin & Gray, CVPR 2016) in tiles of 6 x 6 inputs, for filters of 3 or 5 pixels on blocks of channels.
///
/// A tile has m x m outputs, m = 7 - side: F(4x4, 3x3) and F(2x2, 5x5), both on the points 0, 1, -1, 2, -2 and infinity, so that they share the transform of the
/// inputs, V = B^T d B. With the filters as U = G g G^T, the outputs are A^T (sum over input channels of U * V) A: 36 products instead of 144 or 100 a tile.
enum Winograd {
  /// Inputs of a tile in one direction.
  static let side = ConvolutionShape.tileInput
  /// Products of a tile.
  static let points = side * side

  /// One image through convolution, bias, ReLU and pooling; as `Convolution.forward`.
  static func forward(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, packed: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, output: UnsafeMutablePointer<Float>, live: UnsafeMutablePointer<UInt64>
  ) {
    let tiles = shape.tilesAtOnce
    let inputs = scratch
    let products = inputs + points * shape.inputBlocks * tiles * lanes
    let half = products + points * tiles * lanes
    let rows = half + side * shape.inputWidth * lanes
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
        multiply(shape, tiles: count * shape.tileColumns, inputs: inputs, packed: packed, block: block, into: products)
        row = 0
        while row < count {
          let top = top(shape, first + row)
          transformOutputs(
            shape, products: products + row * shape.tileColumns * lanes, bias: loadVector(bias + block * lanes), into: rows)
          let place = (block * shape.height + top / shape.window) * shape.width
          Convolution.poolTile(shape, rows: rows, output: output + place * lanes, live: live + place)
          row += 1
        }
        block += 1
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

  /// V of one row of tiles, [y][x][input block][tile][16]: down the columns, which neighbouring tiles share, then along the rows.
  private static func transformInputs(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, top: Int, half: UnsafeMutablePointer<Float>,
    into target: UnsafeMutablePointer<Float>
  ) {
    let row = shape.inputWidth * lanes
    let perPoint = shape.inputBlocks * shape.tilesAtOnce * lanes
    var block = 0
    while block < shape.inputBlocks {
      let source = input + (block * shape.inputHeight + top) * row
      var x = 0
      while x < row {
        transformInput(source + x, row, half + x, row)
        x &+= lanes
      }
      var y = 0
      while y < side {
        var tile = 0
        while tile < shape.tileColumns {
          let place = target + (block * shape.tilesAtOnce + tile) * lanes
          transformInput(half + y * row + left(shape, tile) * lanes, lanes, place + y * side * perPoint, perPoint)
          tile &+= 1
        }
        y &+= 1
      }
      block &+= 1
    }
  }

  /// B^T on six vectors.
  @inline(__always)
  private static func transformInput(_ source: UnsafePointer<Float>, _ step: Int, _ target: UnsafeMutablePointer<Float>, _ targetStep: Int) {
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

  /// The outputs of one row of tiles before ReLU, [row][x][16], bias added.
  private static func transformOutputs(
    _ shape: ConvolutionShape, products: UnsafePointer<Float>, bias: Vector, into rows: UnsafeMutablePointer<Float>
  ) {
    let perPoint = shape.tilesAtOnce * lanes
    let row = shape.width * shape.window * lanes
    var tile = 0
    while tile < shape.tileColumns {
      let source = products + tile * lanes
      let target = rows + left(shape, tile) * lanes
      if shape.tile == 2 {
        transformPair(source, perPoint, bias, target, row)
      } else {
        transformFour(source, perPoint, bias, target, row)
      }
      tile &+= 1
    }
  }

  @inline(__always)
  private static func transformPair(
    _ source: UnsafePointer<Float>, _ perPoint: Int, _ bias: Vector, _ target: UnsafeMutablePointer<Float>, _ row: Int
  ) {
    let (a, b) = (Pair(source, perPoint), Pair(source + perPoint, perPoint))
    let (c, d) = (Pair(source + 2 * perPoint, perPoint), Pair(source + 3 * perPoint, perPoint))
    let (e, f) = (Pair(source + 4 * perPoint, perPoint), Pair(source + 5 * perPoint, perPoint))
    storeVector(bias + Pair.first(a.first, b.first, c.first, d.first, e.first), target)
    storeVector(bias + Pair.second(b.first, c.first, d.first, e.first, f.first), target + lanes)
    storeVector(bias + Pair.first(a.second, b.second, c.second, d.second, e.second), target + row)
    storeVector(bias + Pair.second(b.second, c.second, d.second, e.second, f.second), target + row + lanes)
  }

  /// A^T for two outputs, down one column of a tile.
  private struct Pair {
    let first: Vector
    let second: Vector

    @inline(__always)
    init(_ source: UnsafePointer<Float>, _ perPoint: Int) {
      let row = side * perPoint
      let (m1, m2) = (loadVector(source + row), loadVector(source + 2 * row))
      let (m3, m4) = (loadVector(source + 3 * row), loadVector(source + 4 * row))
      first = Pair.first(loadVector(source), m1, m2, m3, m4)
      second = Pair.second(m1, m2, m3, m4, loadVector(source + 5 * row))
    }

    @inline(__always)
    static func first(_ m0: Vector, _ m1: Vector, _ m2: Vector, _ m3: Vector, _ m4: Vector) -> Vector {
      (m0 + (m1 + m2)) + (m3 + m4)
    }

    @inline(__always)
    static func second(_ m1: Vector, _ m2: Vector, _ m3: Vector, _ m4: Vector, _ m5: Vector) -> Vector {
      (m5 + (m1 - m2)).addingProduct(m3 - m4, Vector(repeating: 2))
    }
  }

  @inline(__always)
  private static func transformFour(
    _ source: UnsafePointer<Float>, _ perPoint: Int, _ bias: Vector, _ target: UnsafeMutablePointer<Float>, _ row: Int
  ) {
    withUnsafeTemporaryAllocation(of: Vector.self, capacity: 4 * side) { columns in
      let columns = UnsafeMutableRawPointer(columns.baseAddress!).assumingMemoryBound(to: Float.self)
      var column = 0
      while column < side {
        four(source + column * perPoint, side * perPoint, Vector(repeating: 0), columns + column * lanes, side * lanes)
        column &+= 1
      }
      column = 0
      while column < 4 {
        four(columns + column * side * lanes, lanes, bias, target + column * row, lanes)
        column &+= 1
      }
    }
  }

  /// A^T for four outputs, on six vectors.
  @inline(__always)
  private static func four(
    _ source: UnsafePointer<Float>, _ step: Int, _ bias: Vector, _ target: UnsafeMutablePointer<Float>, _ targetStep: Int
  ) {
    let (m1, m2) = (loadVector(source + step), loadVector(source + 2 * step))
    let (m3, m4) = (loadVector(source + 3 * step), loadVector(source + 4 * step))
    let (sum, difference) = (m1 + m2, m1 - m2)
    let (sums, differences) = (m3 + m4, m3 - m4)
    storeVector(((loadVector(source) + sum) + sums) + bias, target)
    storeVector(difference.addingProduct(differences, Vector(repeating: 2)) + bias, target + targetStep)
    storeVector(sum.addingProduct(sums, Vector(repeating: 4)) + bias, target + 2 * targetStep)
    storeVector(
      (loadVector(source + 5 * step) + difference).addingProduct(differences, Vector(repeating: 8)) + bias, target + 3 * targetStep)
  }
}
