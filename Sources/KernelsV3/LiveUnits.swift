import CVector
import KernelShapes

/// Visits, pixel by pixel, the units through which a gradient flows: alive after ReLU and pooling, and with a gradient other than zero.
enum LiveUnits {
  /// The four sixteen-bit fields of `live` that also have a gradient.
  @inline(__always)
  static func flowing(_ live: UInt64, gradient: UnsafePointer<Float>) -> UInt64 {
    live & (UInt64(konomi_nonzero(loadVector(gradient))) &* 0x0001_0001_0001_0001)
  }

  /// Lists one image's live units of one block, channel by channel.
  ///
  /// - Parameters:
  ///   - live, gradient: of the block, one word and sixteen floats per pooled pixel.
  ///   - offsets: room for `convolvedHeight x convolvedWidth` per channel; receives where the unit's patch of the input begins, in floats.
  ///   - gradients: as much room; receives the unit's gradient.
  ///   - counts: sixteen; receives the length of each channel's list.
  @inline(never)
  static func list(
    _ shape: ConvolutionShape, live: UnsafePointer<UInt64>, gradient: UnsafePointer<Float>, offsets: UnsafeMutablePointer<Int32>,
    gradients: UnsafeMutablePointer<Float>, counts: UnsafeMutablePointer<Int32>
  ) {
    let room = shape.listRoom
    let share = shape.gradientShare
    let row = shape.inputWidth * lanes
    var lane = 0
    while lane < lanes {
      counts[lane] = 0
      lane &+= 1
    }
    var y = 0
    while y < shape.height {
      var x = 0
      while x < shape.width {
        let place = y &* shape.width &+ x
        let values = gradient + place &* lanes
        var bits = flowing(live[place], gradient: values)
        let corner = y &* shape.window &* row &+ x &* shape.window &* lanes
        while bits != 0 {
          let bit = bits.trailingZeroBitCount
          bits &= bits &- 1
          let channel = bit & 15
          let entry = channel &* room &+ Int(counts[channel])
          counts[channel] &+= 1
          offsets[entry] = Int32(truncatingIfNeeded: corner &+ (bit >> 5) &* row &+ ((bit >> 4) & 1) &* lanes)
          gradients[entry] = values[channel] * share
        }
        x &+= 1
      }
      y &+= 1
    }
  }

  /// Lists the live units of all channels at one place of one pooled pixel's window.
  ///
  /// - Parameters:
  ///   - live, gradient: of the pixel's first block.
  ///   - offsets: receives where each unit's filter begins; `gradients` its gradient; both have room for sixteen more.
  /// - Returns: the number of units.
  @inline(__always)
  static func list(
    _ shape: ConvolutionShape, place: Int, live: UnsafePointer<UInt64>, gradient: UnsafePointer<Float>,
    offsets: UnsafeMutablePointer<Int32>, gradients: UnsafeMutablePointer<Float>
  ) -> Int {
    let pixels = shape.height &* shape.width
    let share = Vector(repeating: shape.gradientShare)
    var count = 0
    var block = 0
    while block < shape.blocks {
      let values = loadVector(gradient + block &* pixels &* lanes)
      let channels = UInt16(truncatingIfNeeded: live[block &* pixels] >> UInt64(16 &* place)) & konomi_nonzero(values)
      count &+= konomi_list(
        channels, values * share, Int32(truncatingIfNeeded: block &* lanes &* shape.filterCount),
        Int32(truncatingIfNeeded: shape.filterCount), offsets + count, gradients + count)
      block &+= 1
    }
    return count
  }
}
