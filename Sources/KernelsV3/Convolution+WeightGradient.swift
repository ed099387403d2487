import KernelShapes

extension Convolution {
  /// Adds one image's gradient of the filters and biases, walking lists of live units.
  ///
  /// - Parameters:
  ///   - input: the image's input, `inputCount` floats and for the first layer sixteen readable ones behind them.
  ///   - live, gradient: of the image's pooled output.
  ///   - offsets, gradients: room for sixteen lists of `listRoom` entries.
  ///   - weights, biases: the sums, in the layout of the parameters.
  static func addWeightGradient(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, live: UnsafePointer<UInt64>, gradient: UnsafePointer<Float>,
    offsets: UnsafeMutablePointer<Int32>, gradients: UnsafeMutablePointer<Float>, weights: UnsafeMutablePointer<Float>,
    biases: UnsafeMutablePointer<Float>
  ) {
    let room = shape.listRoom
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: lanes) { counts in
      var block = 0
      while block < shape.blocks {
        let place = block * shape.height * shape.width
        LiveUnits.list(
          shape, live: live + place, gradient: gradient + place * lanes, offsets: offsets, gradients: gradients, counts: counts.baseAddress!
        )
        var lane = 0
        while lane < lanes {
          let list = UnitList(offsets: offsets + lane * room, gradients: gradients + lane * room, count: Int(counts[lane]))
          let channel = block * lanes + lane
          biases[channel] = list.sum(from: biases[channel])
          list.addFilter(shape, input: input, filter: weights + channel * shape.filterCount)
          lane += 1
        }
        block += 1
      }
    }
  }
}

/// The live units of one channel and image.
private struct UnitList {
  /// Where each unit's patch of the input begins, in floats.
  let offsets: UnsafePointer<Int32>
  let gradients: UnsafePointer<Float>
  let count: Int

  func sum(from start: Float) -> Float {
    var sum = start
    var unit = 0
    while unit < count {
      sum += gradients[unit]
      unit &+= 1
    }
    return sum
  }

  /// Adds gradient x patch of every unit to one filter, a row of the filter at a time.
  func addFilter(_ shape: ConvolutionShape, input: UnsafePointer<Float>, filter: UnsafeMutablePointer<Float>) {
    let rowStride = shape.inputWidth * shape.pixelStride
    let columns = shape.isFirst ? lanes : shape.side * lanes
    var block = 0
    while block < shape.inputBlocks {
      var y = 0
      while y < shape.side {
        let row = input + block * shape.inputHeight * rowStride + y * rowStride
        addRow(shape.isFirst ? 1 : shape.side, row, filter + (block * shape.side + y) * columns)
        y += 1
      }
      block += 1
    }
  }

  private func addRow(_ width: Int, _ row: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    switch width {
    case 1: add(Strip1.self, row, target)
    case 2: add(Strip2.self, row, target)
    case 3: add(Strip3.self, row, target)
    case 4: add(Strip4.self, row, target)
    case 5: add(Strip5.self, row, target)
    default:
      // Wide rows in two parts, so that narrow register files hold them.
      let half = width / 2
      addRow(half, row, target)
      addRow(width - half, row + half * lanes, target + half * lanes)
    }
  }

  @inline(__always)
  private func add<Taps: Strip>(_: Taps.Type, _ row: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    var taps = Taps(loading: target)
    var unit = 0
    while unit < count {
      taps.addProducts(Vector(repeating: gradients[unit]), vectors: row + Int(offsets[unit]))
      unit &+= 1
    }
    taps.store(to: target, stride: lanes)
  }
}
