import CVector
import KernelShapes

extension Convolution {
  /// ReLU and pooling of convolved rows, and which places the gradient will flow back to.
  ///
  /// - Parameters:
  ///   - rows: as many rows as the pooling window, [row][x][16].
  ///   - output: one pooled row, [x][16].
  ///   - live: one word per pooled pixel, as in `forward`.
  static func pool(
    _ shape: ConvolutionShape, rows: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, live: UnsafeMutablePointer<UInt64>
  ) {
    switch shape.pooling {
    case .max: poolMaxima(rows, width: shape.width, output: output, live: live)
    case .average: poolMeans(rows, width: shape.width, output: output, live: live)
    case .none: rectify(rows, width: shape.width, output: output, live: live)
    }
  }

  /// ReLU and pooling of one row of tiles, `tile` convolved rows.
  static func poolTile(
    _ shape: ConvolutionShape, rows: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, live: UnsafeMutablePointer<UInt64>
  ) {
    var row = 0
    while row < shape.tile / shape.window {
      let source = rows + row * shape.window * shape.window * shape.width * lanes
      pool(shape, rows: source, output: output + row * shape.width * lanes, live: live + row * shape.width)
      row += 1
    }
  }

  /// The first of equal maxima counts.
  @inline(never)
  private static func poolMaxima(
    _ rows: UnsafePointer<Float>, width: Int, output: UnsafeMutablePointer<Float>, live: UnsafeMutablePointer<UInt64>
  ) {
    let below = rows + 2 * width * lanes
    let zero = Vector(repeating: 0)
    var x = 0
    while x < width {
      let topLeft = loadVector(rows + 2 * x * lanes)
      let topRight = loadVector(rows + (2 * x + 1) * lanes)
      let bottomLeft = loadVector(below + 2 * x * lanes)
      let bottomRight = loadVector(below + (2 * x + 1) * lanes)
      let top = konomi_max(topRight, topLeft)
      let bottom = konomi_max(bottomRight, bottomLeft)
      let greatest = konomi_max(bottom, top)
      let alive = UInt64(konomi_greater(greatest, zero))
      let inBottom = UInt64(konomi_greater(bottom, top))
      let inTopRight = UInt64(konomi_greater(topRight, topLeft))
      let inBottomRight = UInt64(konomi_greater(bottomRight, bottomLeft))
      let inTop = alive & ~inBottom
      let low = inTop & ~inTopRight | (inTop & inTopRight) << 16
      let bottomAlive = alive & inBottom
      let high = bottomAlive & ~inBottomRight | (bottomAlive & inBottomRight) << 16
      live[x] = low | high << 32
      storeVector(konomi_max(greatest, zero), output + x * lanes)
      x &+= 1
    }
  }

  @inline(never)
  private static func poolMeans(
    _ rows: UnsafePointer<Float>, width: Int, output: UnsafeMutablePointer<Float>, live: UnsafeMutablePointer<UInt64>
  ) {
    let below = rows + 2 * width * lanes
    let zero = Vector(repeating: 0)
    var x = 0
    while x < width {
      let topLeft = konomi_max(loadVector(rows + 2 * x * lanes), zero)
      let topRight = konomi_max(loadVector(rows + (2 * x + 1) * lanes), zero)
      let bottomLeft = konomi_max(loadVector(below + 2 * x * lanes), zero)
      let bottomRight = konomi_max(loadVector(below + (2 * x + 1) * lanes), zero)
      let top = UInt64(konomi_greater(topLeft, zero)) | UInt64(konomi_greater(topRight, zero)) << 16
      let bottom = UInt64(konomi_greater(bottomLeft, zero)) | UInt64(konomi_greater(bottomRight, zero)) << 16
      live[x] = top | bottom << 32
      storeVector(((topLeft + topRight) + (bottomLeft + bottomRight)) * Vector(repeating: 0.25), output + x * lanes)
      x &+= 1
    }
  }

  @inline(never)
  private static func rectify(
    _ rows: UnsafePointer<Float>, width: Int, output: UnsafeMutablePointer<Float>, live: UnsafeMutablePointer<UInt64>
  ) {
    let zero = Vector(repeating: 0)
    var x = 0
    while x < width {
      let value = loadVector(rows + x * lanes)
      live[x] = UInt64(konomi_greater(value, zero))
      storeVector(konomi_max(value, zero), output + x * lanes)
      x &+= 1
    }
  }
}
