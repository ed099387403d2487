import CVector
import KernelShapes

extension Convolution {
  /// The first layer's part of `addWeightGradient`: sixteen channels side by side, as their weights lie.
  ///
  /// What flows is listed once: of every pooled pixel, below max pooling with narrow filters, the gradients and where in the window each channel has its maximum;
  /// otherwise one entry for each place of the window.
  static func addPlanarWeightGradient(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, live: UnsafePointer<UInt64>, gradient: UnsafePointer<Float>,
    offsets: UnsafeMutablePointer<Int32>, gradients: UnsafeMutablePointer<Float>, weights: UnsafeMutablePointer<Float>,
    biases: UnsafeMutablePointer<Float>
  ) {
    let pixels = shape.height * shape.width
    let places = shape.pooling == .max && shape.side <= 7 ? offsets + shape.listRoom : nil
    let width = shape.inputWidth
    var block = 0
    while block < shape.blocks {
      let count = listFlow(
        shape, live: live + block * pixels, gradient: gradient + block * pixels * lanes, offsets: offsets, gradients: gradients,
        places: places)
      var bias = loadVector(biases + block * lanes)
      var entry = 0
      while entry < count {
        bias += loadVector(gradients + entry * lanes)
        entry &+= 1
      }
      storeVector(bias, biases + block * lanes)
      var channel = 0
      while channel < shape.inputChannels {
        let source = input + channel * shape.inputHeight * width
        let target = weights + (block * shape.inputChannels + channel) * shape.side * shape.side * lanes
        if let places {
          konomi_add_picked(Int32(truncatingIfNeeded: shape.side), count, gradients, places, offsets, source, width, target)
        } else {
          var row = 0
          while row < shape.side {
            addTaps(shape.side, count, gradients, offsets, source + row * width, target + row * shape.side * lanes)
            row += 1
          }
        }
        channel += 1
      }
      block += 1
    }
  }

  /// - Returns: the number of entries.
  private static func listFlow(
    _ shape: ConvolutionShape, live: UnsafePointer<UInt64>, gradient: UnsafePointer<Float>, offsets: UnsafeMutablePointer<Int32>,
    gradients: UnsafeMutablePointer<Float>, places: UnsafeMutablePointer<Int32>?
  ) -> Int {
    let share = Vector(repeating: shape.gradientShare)
    var count = 0
    var pixel = 0
    while pixel < shape.height * shape.width {
      let bits = LiveUnits.flowing(live[pixel], gradient: gradient + pixel * lanes)
      if bits != 0 {
        let flow = loadVector(gradient + pixel * lanes) * share
        let corner = (pixel / shape.width * shape.inputWidth + pixel % shape.width) * shape.window
        if let places {
          let either = bits | bits >> 32
          konomi_places(bits, places + count * lanes)
          storeVector(konomi_where(UInt16(truncatingIfNeeded: either | either >> 16), flow), gradients + count * lanes)
          offsets[count] = Int32(truncatingIfNeeded: corner)
          count &+= 1
        } else {
          var place = 0
          while place < shape.window * shape.window {
            let channels = UInt16(truncatingIfNeeded: bits >> UInt64(16 * place))
            if channels != 0 {
              storeVector(konomi_where(channels, flow), gradients + count * lanes)
              offsets[count] = Int32(truncatingIfNeeded: corner + (place >> 1) * shape.inputWidth + (place & 1))
              count &+= 1
            }
            place &+= 1
          }
        }
      }
      pixel &+= 1
    }
    return count
  }

  /// Neighbouring taps of one row of the filters, as many at once as registers hold.
  private static func addTaps(
    _ width: Int, _ count: Int, _ gradients: UnsafePointer<Float>, _ offsets: UnsafePointer<Int32>, _ source: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>
  ) {
    switch width {
    case 1: add(Strip1.self, count, gradients, offsets, source, target)
    case 2: add(Strip2.self, count, gradients, offsets, source, target)
    case 3: add(Strip3.self, count, gradients, offsets, source, target)
    case 4: add(Strip4.self, count, gradients, offsets, source, target)
    case 5: add(Strip5.self, count, gradients, offsets, source, target)
    case 6: add(Strip6.self, count, gradients, offsets, source, target)
    #if KONOMI_V4
      case 7: add(Strip7.self, count, gradients, offsets, source, target)
      case 8: add(Strip8.self, count, gradients, offsets, source, target)
      case 9: add(Strip9.self, count, gradients, offsets, source, target)
      case 10: add(Strip10.self, count, gradients, offsets, source, target)
      case 11: add(Strip11.self, count, gradients, offsets, source, target)
    #endif
    default:
      let half = width / 2
      addTaps(half, count, gradients, offsets, source, target)
      addTaps(width - half, count, gradients, offsets, source + half, target + half * lanes)
    }
  }

  @inline(__always)
  private static func add<Taps: Strip>(
    _: Taps.Type, _ count: Int, _ gradients: UnsafePointer<Float>, _ offsets: UnsafePointer<Int32>, _ source: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>
  ) {
    var taps = Taps(loading: target)
    var entry = 0
    while entry < count {
      taps.addProducts(loadVector(gradients + entry &* lanes), scalars: source + Int(offsets[entry]), stride: 1)
      entry &+= 1
    }
    taps.store(to: target, stride: lanes)
  }
}
