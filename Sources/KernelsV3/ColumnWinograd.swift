import KernelShapes

/// The first layer by minimal filtering down the columns of the planar image, for filters of 3, 5 or 7 pixels: eight rows of inputs make six, four or two rows of
/// outputs, with 8 products for each column of the filter instead of outputs x side. See `WinogradTransform`.
///
/// In both directions at once the transforms of the outputs would cost what the products save: there is only one input channel, or few.
enum ColumnWinograd {
  /// Inputs of a tile, and products for each column.
  private static let points = 8

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
        convolve(
          shape, inputs: scratch, packed: packed + block * weights, bias: loadVector(bias + block * lanes), products: products, into: rows)
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
        WinogradTransform.inputs(points, source + x, shape.inputWidth, target + x, shape.columnStride)
        x &+= lanes
      }
      channel &+= 1
    }
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
        WinogradTransform.outputs(
          tile: shape.tile, sums.m0.first, sums.m1.first, sums.m2.first, sums.m3.first, sums.m4.first, sums.m5.first, sums.m6.first,
          sums.m7.first,
          bias: bias, rows + left * lanes, row)
        WinogradTransform.outputs(
          tile: shape.tile, sums.m0.second, sums.m1.second, sums.m2.second, sums.m3.second, sums.m4.second, sums.m5.second, sums.m6.second,
          sums.m7.second, bias: bias, rows + (left + 1) * lanes, row)
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
        WinogradTransform.outputs(
          tile: shape.tile, loadVector(m), loadVector(m + row), loadVector(m + 2 * row), loadVector(m + 3 * row), loadVector(m + 4 * row),
          loadVector(m + 5 * row), loadVector(m + 6 * row), loadVector(m + 7 * row), bias: bias, rows + x, row)
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

  /// u = G g of every column of one block of filters.
  ///
  /// - Parameters:
  ///   - filters: [input channel][y][x][16 channels].
  ///   - target: [input channel][x][point][16 channels].
  static func transformFilters(_ shape: ConvolutionShape, filters: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
    let side = shape.side
    var column = 0
    while column < shape.inputChannels * side {
      WinogradTransform.filters(
        points, side: side, filters + ((column / side) * side * side + column % side) * lanes, side * lanes,
        target + column * points * lanes, lanes)
      column &+= 1
    }
  }
}
