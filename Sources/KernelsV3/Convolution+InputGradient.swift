import CVector
import KernelShapes

extension Convolution {
  /// The gradient of one image's input, walking its live units.
  ///
  /// - Parameters:
  ///   - live, gradient: of the image's pooled output.
  ///   - weights: the filters in the layout of the parameters; of the first layer as `pack` lays them out.
  ///   - offsets, gradients: room for `listCount` entries.
  ///   - inputGradient: `inputGradientCount` floats, written: like the input, but for the first layer with rows of `inputGradientStride` floats.
  static func inputGradient(
    _ shape: ConvolutionShape, live: UnsafePointer<UInt64>, gradient: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    offsets: UnsafeMutablePointer<Int32>, gradients: UnsafeMutablePointer<Float>, inputGradient: UnsafeMutablePointer<Float>
  ) {
    inputGradient.update(repeating: 0, count: shape.inputGradientCount)
    if shape.isFirst {
      addPlanarPatches(shape, live: live, gradient: gradient, weights: weights, inputGradient: inputGradient)
    } else {
      addPatches(
        shape, live: live, gradient: gradient, weights: weights, offsets: offsets, gradients: gradients, inputGradient: inputGradient)
    }
  }

  /// The first layer's: pooled pixel by pooled pixel, eight columns of the filters at a time.
  private static func addPlanarPatches(
    _ shape: ConvolutionShape, live: UnsafePointer<UInt64>, gradient: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>
  ) {
    let stride = shape.inputGradientStride
    let pixels = shape.height * shape.width
    // The columns that left and right place of a window reach together.
    let columns = shape.side + shape.window - 1
    withUnsafeTemporaryAllocation(of: Float.self, capacity: lanes) { scaled in
      let scaled = scaled.baseAddress!
      var row = 0
      while row < shape.blocks * shape.height {
        let (block, y) = (row / shape.height, row % shape.height)
        // Not one pixel after the other: a load that overlaps a store just made waits for it.
        var phase = 0
        while phase < 4 {
          var x = phase
          while x < shape.width {
            let index = block * pixels + y * shape.width + x
            let bits = LiveUnits.flowing(live[index], gradient: gradient + index * lanes)
            if bits != 0 {
              storeVector(loadVector(gradient + index * lanes) * Vector(repeating: shape.gradientShare), scaled)
              // Behind one vector of zeros: the right places' filters begin a column before their own.
              let filters = weights + shape.forwardCount + lanes + block * lanes * shape.filterCount
              let corner = inputGradient + y * shape.window * stride + x * shape.window
              var channel = 0
              while channel < shape.inputChannels {
                let plane = corner + channel * shape.inputHeight * stride
                var column = 0
                while column < columns {
                  konomi_patch_of_side(
                    Int32(truncatingIfNeeded: shape.side), bits, scaled, filters + channel * shape.side * lanes + column,
                    shape.filterCount, plane + column, stride)
                  column &+= 8
                }
                channel &+= 1
              }
            }
            x &+= 4
          }
          phase &+= 1
        }
        row &+= 1
      }
    }
  }

  /// The other layers': row by row of the window of every pooled pixel, the live units of all channels.
  private static func addPatches(
    _ shape: ConvolutionShape, live: UnsafePointer<UInt64>, gradient: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    offsets: UnsafeMutablePointer<Int32>, gradients: UnsafeMutablePointer<Float>, inputGradient: UnsafeMutablePointer<Float>
  ) {
    let row = shape.inputGradientStride
    let filterRow = shape.side * lanes
    let list = { (pixel: Int, place: Int, start: Int) -> UnitList in
      let count = LiveUnits.list(
        shape, place: place, live: live + pixel, gradient: gradient + pixel * lanes, offsets: offsets + start, gradients: gradients + start)
      return (UnsafePointer(offsets + start), UnsafePointer(gradients + start), count)
    }
    var pixel = 0
    while pixel < shape.height * shape.width {
      let corner = inputGradient + (pixel / shape.width) * shape.window * row + (pixel % shape.width) * shape.window * lanes
      var y = 0
      while y < shape.window {
        let left = list(pixel, 2 * y, 0)
        let right = shape.window == 2 ? list(pixel, 2 * y + 1, shape.biasCount + lanes) : nil
        if left.count + (right?.count ?? 0) > 0 {
          var block = 0
          while block < shape.inputBlocks {
            UnitSums.addFilters(
              left, right, side: shape.side, filters: weights + block * shape.side * filterRow,
              to: corner + (block * shape.inputHeight + y) * row, row: row)
            block &+= 1
          }
        }
        y &+= 1
      }
      pixel &+= 1
    }
  }
}
