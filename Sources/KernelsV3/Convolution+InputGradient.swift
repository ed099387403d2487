import CVector
import KernelShapes

extension Convolution {
  /// The gradient of one image's input, walking its live units.
  ///
  /// - Parameters:
  ///   - live, gradient: of the image's pooled output.
  ///   - weights: the filters in the layout of the parameters.
  ///   - inputGradient: `inputGradientCount` floats, written: like the input, but for the first layer with rows of `inputGradientStride` floats.
  static func inputGradient(
    _ shape: ConvolutionShape, live: UnsafePointer<UInt64>, gradient: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>
  ) {
    inputGradient.update(repeating: 0, count: shape.inputGradientCount)
    if shape.isFirst {
      addPlanarPatches(shape, live: live, gradient: gradient, weights: weights, inputGradient: inputGradient)
    } else {
      addPatches(shape, live: live, gradient: gradient, weights: weights, inputGradient: inputGradient)
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
              let filters = weights + block * lanes * shape.filterCount
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

  /// The other layers': pixel by pixel.
  private static func addPatches(
    _ shape: ConvolutionShape, live: UnsafePointer<UInt64>, gradient: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>
  ) {
    let row = shape.inputGradientStride
    let share = shape.gradientShare
    withUnsafeTemporaryAllocation(of: Float.self, capacity: lanes) { scaled in
      let scaled = scaled.baseAddress!
      var block = 0
      while block < shape.blocks {
        let filters = weights + block * lanes * shape.filterCount
        var place = 0
        while place < shape.height * shape.width {
          let index = block * shape.height * shape.width + place
          let bits = LiveUnits.flowing(live[index], gradient: gradient + index * lanes)
          if bits != 0 {
            storeVector(loadVector(gradient + index * lanes) * Vector(repeating: share), scaled)
            let corner = (place / shape.width) * shape.window * row + (place % shape.width) * shape.window * lanes
            var window = 0
            while window < shape.window * shape.window {
              let channels = UInt16(truncatingIfNeeded: bits >> UInt64(16 * window))
              if channels != 0 {
                let patch = corner + (window >> 1) * row + (window & 1) * lanes
                addPatch(shape, channels: channels, gradient: scaled, filters: filters, patch: inputGradient + patch)
              }
              window += 1
            }
          }
          place += 1
        }
        block += 1
      }
    }
  }

  /// Adds gradient x filter of the channels whose bits are set to the patch of the input under one place.
  @inline(__always)
  private static func addPatch(
    _ shape: ConvolutionShape, channels: UInt16, gradient: UnsafePointer<Float>, filters: UnsafePointer<Float>,
    patch: UnsafeMutablePointer<Float>
  ) {
    let row = shape.inputGradientStride
    let columns = shape.side * lanes
    var block = 0
    while block < shape.inputBlocks {
      var y = 0
      while y < shape.side {
        addRow(
          shape.side, channels: channels, gradient: gradient, stride: shape.filterCount,
          filters: filters + (block * shape.side + y) * columns, target: patch + (block * shape.inputHeight + y) * row)
        y += 1
      }
      block += 1
    }
  }

  private static func addRow(
    _ width: Int, channels: UInt16, gradient: UnsafePointer<Float>, stride: Int, filters: UnsafePointer<Float>,
    target: UnsafeMutablePointer<Float>
  ) {
    switch width {
    case 1: add(Strip1.self, channels, gradient, stride, filters, target)
    case 2: add(Strip2.self, channels, gradient, stride, filters, target)
    case 3: add(Strip3.self, channels, gradient, stride, filters, target)
    case 4: add(Strip4.self, channels, gradient, stride, filters, target)
    case 5: add(Strip5.self, channels, gradient, stride, filters, target)
    default:
      let half = width / 2
      addRow(half, channels: channels, gradient: gradient, stride: stride, filters: filters, target: target)
      addRow(
        width - half, channels: channels, gradient: gradient, stride: stride, filters: filters + half * lanes, target: target + half * lanes
      )
    }
  }

  @inline(__always)
  private static func add<Taps: Strip>(
    _: Taps.Type, _ channels: UInt16, _ gradient: UnsafePointer<Float>, _ stride: Int, _ filters: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>
  ) {
    var taps = Taps(loading: target)
    var bits = channels
    while bits != 0 {
      let channel = bits.trailingZeroBitCount
      bits &= bits &- 1
      taps.addProducts(Vector(repeating: gradient[channel]), vectors: filters + channel &* stride, stride: lanes)
    }
    taps.store(to: target, stride: lanes)
  }
}
