import KernelShapes

/// Kernels of the ascent to optimal images.
enum Images {
  /// Blurs one plane with symmetric weights, rows then columns, the border reflected (d c b a | a b c d | d c b a).
  ///
  /// - Parameters:
  ///   - weights: radius + 1 of them, from the centre outwards.
  ///   - scratch: `PlaneShape.blurScratchCount` floats.
  static func blur(
    _ shape: PlaneShape, radius: Int, weights: UnsafePointer<Float>, plane: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let stride = shape.paddedWidth
    let line = scratch + (shape.height + 2 * radius) * stride
    let rows = scratch + radius * stride
    var y = 0
    while y < shape.height {
      (line + radius).update(from: plane + y * shape.width, count: shape.width)
      var distance = 1
      while distance <= radius {
        line[radius - distance] = plane[y * shape.width + PlaneShape.reflected(-distance, shape.width)]
        line[radius + shape.width - 1 + distance] = plane[y * shape.width + PlaneShape.reflected(shape.width - 1 + distance, shape.width)]
        distance += 1
      }
      weigh(count: stride, step: 1, radius: radius, weights: weights, source: line + radius, target: rows + y * stride)
      y += 1
    }
    var distance = 1
    while distance <= radius {
      let (above, below) = (PlaneShape.reflected(-distance, shape.height), PlaneShape.reflected(shape.height - 1 + distance, shape.height))
      (rows - distance * stride).update(from: rows + above * stride, count: stride)
      (rows + (shape.height - 1 + distance) * stride).update(from: rows + below * stride, count: stride)
      distance += 1
    }
    y = 0
    while y < shape.height {
      weigh(count: stride, step: stride, radius: radius, weights: weights, source: rows + y * stride, target: line)
      (plane + y * shape.width).update(from: line, count: shape.width)
      y += 1
    }
  }

  /// target[i] = the weighted sum of source[i] and its neighbours `step` floats apart.
  @inline(__always)
  private static func weigh(
    count: Int, step: Int, radius: Int, weights: UnsafePointer<Float>, source: UnsafePointer<Float>, target: UnsafeMutablePointer<Float>
  ) {
    var i = 0
    while i < count {
      let centre = source + i
      var sum = loadVector(centre) * Vector(repeating: weights[0])
      var distance = 1
      while distance <= radius {
        let pair = loadVector(centre - distance &* step) + loadVector(centre + distance &* step)
        sum = sum.addingProduct(pair, Vector(repeating: weights[distance]))
        distance &+= 1
      }
      storeVector(sum, target + i)
      i &+= lanes
    }
  }

  /// The sum of the numbers and of their squares, in `Double`: lane by lane, then over the lanes.
  static func moments(count: Int, values: UnsafePointer<Float>) -> (sum: Double, squares: Double) {
    var (sums, squares) = (SIMD8<Double>(repeating: 0), SIMD8<Double>(repeating: 0))
    var i = 0
    while i + 8 <= count {
      let numbers = SIMD8<Double>(UnsafeRawPointer(values + i).loadUnaligned(as: SIMD8<Float>.self))
      sums += numbers
      squares = squares.addingProduct(numbers, numbers)
      i &+= 8
    }
    var (sum, square) = (0.0, 0.0)
    var lane = 0
    while lane < 8 {
      sum += sums[lane]
      square += squares[lane]
      lane &+= 1
    }
    while i < count {
      sum += Double(values[i])
      square = square.addingProduct(Double(values[i]), Double(values[i]))
      i &+= 1
    }
    return (sum, square)
  }
}
