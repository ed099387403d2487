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
          shape, rowStride: shape.inputWidth * shape.pixelStride, live: live + place, gradient: gradient + place * lanes, offsets: offsets,
          gradients: gradients, counts: counts.baseAddress!
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

  /// Adds gradient x patch of every unit to one filter: of the planar image a column of its rows at a time, of blocks a row of its pixels.
  func addFilter(_ shape: ConvolutionShape, input: UnsafePointer<Float>, filter: UnsafeMutablePointer<Float>) {
    let row = shape.inputWidth * shape.pixelStride
    var block = 0
    while block < shape.inputBlocks {
      let plane = input + block * shape.inputHeight * row
      if shape.isFirst {
        addTaps(shape.side, plane, row, filter + block * shape.side * lanes)
      } else {
        var y = 0
        while y < shape.side {
          addTaps(shape.side, plane + y * row, lanes, filter + (block * shape.side + y) * shape.side * lanes)
          y += 1
        }
      }
      block += 1
    }
  }

  /// `count` vectors of the filter at once, or, where registers do not hold them, in two parts.
  private func addTaps(_ count: Int, _ patch: UnsafePointer<Float>, _ stride: Int, _ target: UnsafeMutablePointer<Float>) {
    switch count {
    case 1: add(Strip1.self, patch, stride, target)
    case 2: add(Strip2.self, patch, stride, target)
    case 3: add(Strip3.self, patch, stride, target)
    case 4: add(Strip4.self, patch, stride, target)
    case 5: add(Strip5.self, patch, stride, target)
    case 6: add(Strip6.self, patch, stride, target)
    default:
      let half = count / 2
      addTaps(half, patch, stride, target)
      addTaps(count - half, patch + half * stride, stride, target + half * lanes)
    }
  }

  @inline(__always)
  private func add<Taps: Strip>(_: Taps.Type, _ patch: UnsafePointer<Float>, _ stride: Int, _ target: UnsafeMutablePointer<Float>) {
    var taps = Taps(loading: target)
    var unit = 0
    while unit < count {
      taps.addProducts(Vector(repeating: gradients[unit]), vectors: patch + Int(offsets[unit]), stride: stride)
      unit &+= 1
    }
    taps.store(to: target, stride: lanes)
  }
}
