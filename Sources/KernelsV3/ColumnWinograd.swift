import KernelShapes

/// The first layer by minimal filtering (Winograd 1980) down the columns of the planar image, for filters of 3, 5 or 7 pixels.
///
/// A tile has eight rows of inputs and m = 9 - side of outputs: F(6, 3), F(4, 5) or F(2, 7) on the points 0, 1, -1, 2, -2, 1/2, -1/2 and infinity. With v = B^T d of
/// every column of the image and u = G g of every column of the filters, the outputs are A^T (sum over input channels and columns of u * v): 8 products for each of
/// `side` columns instead of m x side. (In both directions at once the transforms of the outputs would cost what the products save: there is only one input channel.)
enum ColumnWinograd {
  /// Inputs of a tile, and products for each column.
  static let points = ConvolutionShape.columnInput

  /// One image through convolution, bias, ReLU and pooling; as `Convolution.forward`.
  static func forward(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, packed: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, output: UnsafeMutablePointer<Float>, live: UnsafeMutablePointer<UInt64>
  ) {
    let rows = scratch + shape.inputChannels * points * shape.columnStride
    let products = rows + shape.tile * shape.width * shape.window * lanes
    let weights = shape.inputChannels * shape.side * points * lanes
    var row = 0
    while row < shape.height * shape.window {
      // The last tile reaches back over the one before it.
      let top = min(row, shape.height * shape.window - shape.tile)
      transformInputs(shape, input: input + top * shape.inputWidth, into: scratch)
      var block = 0
      while block < shape.blocks {
        convolve(shape, inputs: scratch, packed: packed + block * weights, bias: loadVector(bias + block * lanes), products: products, into: rows)
        let place = (block * shape.height + top / shape.window) * shape.width
        Convolution.poolTile(shape, rows: rows, output: output + place * lanes, live: live + place)
        block += 1
      }
      row += shape.tile
    }
  }

  /// v of eight rows of the image, [input channel][point][x].
  private static func transformInputs(_ shape: ConvolutionShape, input: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
    var channel = 0
    while channel < shape.inputChannels {
      let source = input + channel * shape.inputHeight * shape.inputWidth
      let target = target + channel * points * shape.columnStride
      var x = 0
      while x < shape.inputWidth {
        transformInput(source + x, shape.inputWidth, target + x, shape.columnStride)
        x &+= lanes
      }
      channel &+= 1
    }
  }

  /// B^T on eight vectors.
  @inline(__always)
  private static func transformInput(_ source: UnsafePointer<Float>, _ step: Int, _ target: UnsafeMutablePointer<Float>, _ targetStep: Int) {
    let (d0, d1) = (loadVector(source), loadVector(source + step))
    let (d2, d3) = (loadVector(source + 2 * step), loadVector(source + 3 * step))
    let (d4, d5) = (loadVector(source + 4 * step), loadVector(source + 5 * step))
    let (d6, d7) = (loadVector(source + 6 * step), loadVector(source + 7 * step))
    let outer = Vector(repeating: 5.25)
    storeVector((d0 - d6).addingProduct(d4 - d2, outer), target)
    storeVector((d7 - d1).addingProduct(d3 - d5, outer), target + 7 * targetStep)
    let ones = (even: (d2 + d6).addingProduct(d4, Vector(repeating: -4.25)), odd: (d1 + d5).addingProduct(d3, Vector(repeating: -4.25)))
    storeVector(ones.even + ones.odd, target + targetStep)
    storeVector(ones.even - ones.odd, target + 2 * targetStep)
    let (quarter, half) = (Vector(repeating: 0.25), Vector(repeating: 0.5))
    let (two, four) = (Vector(repeating: 2), Vector(repeating: 4))
    let twos = (
      even: d6.addingProduct(d2, quarter).addingProduct(d4, Vector(repeating: -1.25)),
      odd: (d1 * half).addingProduct(d3, Vector(repeating: -2.5)).addingProduct(d5, two)
    )
    storeVector(twos.even + twos.odd, target + 3 * targetStep)
    storeVector(twos.even - twos.odd, target + 4 * targetStep)
    let halves = (
      even: d6.addingProduct(d2, four).addingProduct(d4, Vector(repeating: -5)),
      odd: (d1 * two).addingProduct(d3, Vector(repeating: -2.5)).addingProduct(d5, half)
    )
    storeVector(halves.even + halves.odd, target + 5 * targetStep)
    storeVector(halves.even - halves.odd, target + 6 * targetStep)
  }

  /// One row of tiles of one block of channels before ReLU, [row][x][16].
  private static func convolve(
    _ shape: ConvolutionShape, inputs: UnsafePointer<Float>, packed: UnsafePointer<Float>, bias: Vector,
    products: UnsafeMutablePointer<Float>, into rows: UnsafeMutablePointer<Float>
  ) {
    let columns = shape.width * shape.window
    let row = columns * lanes
    var x = 0
    #if KONOMI_V4
      // Registers hold two columns at all points.
      while x < columns {
        let left = min(x, columns - 2)
        let sums = sums(Strip2.self, shape, inputs + left, packed)
        transform(
          shape.tile, sums.m0.first, sums.m1.first, sums.m2.first, sums.m3.first, sums.m4.first, sums.m5.first, sums.m6.first, sums.m7.first,
          bias, rows + left * lanes, row)
        transform(
          shape.tile, sums.m0.second, sums.m1.second, sums.m2.second, sums.m3.second, sums.m4.second, sums.m5.second, sums.m6.second,
          sums.m7.second, bias, rows + (left + 1) * lanes, row)
        x &+= 2
      }
    #else
      // Registers hold six columns at one point.
      var point = 0
      while point < points {
        x = 0
        while x < columns {
          sum(columns - x, shape, point, inputs + x, packed, products + (point * columns + x) * lanes)
          x &+= 6
        }
        point &+= 1
      }
      x = 0
      while x < row {
        let m = products + x
        transform(
          shape.tile, loadVector(m), loadVector(m + row), loadVector(m + 2 * row), loadVector(m + 3 * row), loadVector(m + 4 * row),
          loadVector(m + 5 * row), loadVector(m + 6 * row), loadVector(m + 7 * row), bias, rows + x, row)
        x &+= lanes
      }
    #endif
  }

  #if KONOMI_V4
  private typealias Sums<Columns> = (
    m0: Columns, m1: Columns, m2: Columns, m3: Columns, m4: Columns, m5: Columns, m6: Columns, m7: Columns
  )

  /// The sums over input channels and columns of the filters, point by point.
  @inline(__always)
  private static func sums<Columns: Strip>(
    _: Columns.Type, _ shape: ConvolutionShape, _ inputs: UnsafePointer<Float>, _ packed: UnsafePointer<Float>
  ) -> Sums<Columns> {
    let zero = Columns(copies: Vector(repeating: 0))
    var (m0, m1, m2, m3, m4, m5, m6, m7) = (zero, zero, zero, zero, zero, zero, zero, zero)
    let stride = shape.columnStride
    var weights = packed
    var channel = 0
    while channel < shape.inputChannels {
      var source = inputs + channel * points * stride
      var column = 0
      while column < shape.side {
        m0.addProducts(loadVector(weights), scalars: source, stride: 1)
        m1.addProducts(loadVector(weights + lanes), scalars: source + stride, stride: 1)
        m2.addProducts(loadVector(weights + 2 * lanes), scalars: source + 2 * stride, stride: 1)
        m3.addProducts(loadVector(weights + 3 * lanes), scalars: source + 3 * stride, stride: 1)
        m4.addProducts(loadVector(weights + 4 * lanes), scalars: source + 4 * stride, stride: 1)
        m5.addProducts(loadVector(weights + 5 * lanes), scalars: source + 5 * stride, stride: 1)
        m6.addProducts(loadVector(weights + 6 * lanes), scalars: source + 6 * stride, stride: 1)
        m7.addProducts(loadVector(weights + 7 * lanes), scalars: source + 7 * stride, stride: 1)
        weights += points * lanes
        source += 1
        column &+= 1
      }
      channel &+= 1
    }
    return (m0, m1, m2, m3, m4, m5, m6, m7)
  }
  #else
  private static func sum(
    _ count: Int, _ shape: ConvolutionShape, _ point: Int, _ inputs: UnsafePointer<Float>, _ packed: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>
  ) {
    switch count {
    case 1: sums(Strip1.self, shape, point, inputs, packed, target)
    case 2: sums(Strip2.self, shape, point, inputs, packed, target)
    case 3: sums(Strip3.self, shape, point, inputs, packed, target)
    case 4: sums(Strip4.self, shape, point, inputs, packed, target)
    case 5: sums(Strip5.self, shape, point, inputs, packed, target)
    default: sums(Strip6.self, shape, point, inputs, packed, target)
    }
  }

  /// The sums over input channels and columns of the filters, at one point.
  @inline(__always)
  private static func sums<Columns: Strip>(
    _: Columns.Type, _ shape: ConvolutionShape, _ point: Int, _ inputs: UnsafePointer<Float>, _ packed: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>
  ) {
    var sums = Columns(copies: Vector(repeating: 0))
    var weights = packed + point * lanes
    var channel = 0
    while channel < shape.inputChannels {
      let source = inputs + (channel * points + point) * shape.columnStride
      var column = 0
      while column < shape.side {
        sums.addProducts(loadVector(weights), scalars: source + column, stride: 1)
        weights += points * lanes
        column &+= 1
      }
      channel &+= 1
    }
    sums.store(to: target, stride: lanes)
  }
  #endif

  /// A^T of one column: `tile` rows of outputs, `row` floats apart.
  @inline(__always)
  private static func transform(
    _ tile: Int, _ m0: Vector, _ m1: Vector, _ m2: Vector, _ m3: Vector, _ m4: Vector, _ m5: Vector, _ m6: Vector, _ m7: Vector,
    _ bias: Vector, _ target: UnsafeMutablePointer<Float>, _ row: Int
  ) {
    let (even, odd) = (m1 + m2, m1 - m2)
    let (evens, odds) = (m3 + m4, m3 - m4)
    let (evenHalves, oddHalves) = (m5 + m6, m5 - m6)
    storeVector(((m0 + even) + (evens + evenHalves)) + bias, target)
    let second = odd.addingProduct(odds, Vector(repeating: 2)).addingProduct(oddHalves, Vector(repeating: 0.5))
    if tile == 2 { return storeVector((second + m7) + bias, target + row) }
    storeVector(second + bias, target + row)
    storeVector(even.addingProduct(evens, Vector(repeating: 4)).addingProduct(evenHalves, Vector(repeating: 0.25)) + bias, target + 2 * row)
    let fourth = odd.addingProduct(odds, Vector(repeating: 8)).addingProduct(oddHalves, Vector(repeating: 0.125))
    if tile == 4 { return storeVector((fourth + m7) + bias, target + 3 * row) }
    storeVector(fourth + bias, target + 3 * row)
    storeVector(even.addingProduct(evens, Vector(repeating: 16)).addingProduct(evenHalves, Vector(repeating: 0.0625)) + bias, target + 4 * row)
    storeVector(
      (odd.addingProduct(odds, Vector(repeating: 32)).addingProduct(oddHalves, Vector(repeating: 0.03125)) + m7) + bias, target + 5 * row)
  }

  /// u = G g of every column of one block of filters.
  ///
  /// - Parameters:
  ///   - filters: [input channel][y][x][16 channels].
  ///   - target: [input channel][x][point][16 channels].
  static func transformFilters(_ shape: ConvolutionShape, filters: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
    let side = shape.side
    var column = 0
    while column < shape.inputChannels * side {
      transformFilter(
        side, filters + ((column / side) * side * side + column % side) * lanes, side * lanes, target + column * points * lanes)
      column &+= 1
    }
  }

  /// G: a column as a polynomial at the points, each over what the points' polynomial takes there.
  @inline(__always)
  private static func transformFilter(
    _ side: Int, _ source: UnsafePointer<Float>, _ step: Int, _ target: UnsafeMutablePointer<Float>
  ) {
    let zero = Vector(repeating: 0)
    var (even, odd, evens, odds, evenHalves, oddHalves) = (zero, zero, zero, zero, zero, zero)
    // From the highest power down (Horner), even and odd powers apart: at 1, at 2, and at 1/2 times 2^(side - 1).
    var y = side - 1
    while y >= 0 {
      let tap = loadVector(source + y * step)
      if y % 2 == 0 {
        even += tap
        evens = tap.addingProduct(evens, Vector(repeating: 4))
      } else {
        odd += tap
        odds = tap.addingProduct(odds, Vector(repeating: 4))
      }
      y &-= 1
    }
    y = 0
    while y < side {
      let tap = loadVector(source + y * step)
      if y % 2 == 0 {
        evenHalves = tap.addingProduct(evenHalves, Vector(repeating: 4))
      } else {
        oddHalves = tap.addingProduct(oddHalves, Vector(repeating: 4))
      }
      y &+= 1
    }
    let two = Vector(repeating: 2)
    odds *= two
    // Odd powers of 1/2 lack one more factor: the last is 2^(side - 2) of them.
    oddHalves *= two
    let (one, twice, halved) = (Vector(repeating: -2 / 9), Vector(repeating: 1 / 90), Vector(repeating: 32 / 45 / Float(1 << (side - 1))))
    storeVector(loadVector(source), target)
    storeVector((even + odd) * one, target + lanes)
    storeVector((even - odd) * one, target + 2 * lanes)
    storeVector((evens + odds) * twice, target + 3 * lanes)
    storeVector((evens - odds) * twice, target + 4 * lanes)
    storeVector((evenHalves + oddHalves) * halved, target + 5 * lanes)
    storeVector((evenHalves - oddHalves) * halved, target + 6 * lanes)
    storeVector(loadVector(source + (side - 1) * step), target + 7 * lanes)
  }
}
