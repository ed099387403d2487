import KernelShapes

extension Convolution {
  /// Adds one image's gradient of the filters and biases, walking its live units.
  ///
  /// - Parameters:
  ///   - input: the image's input, `inputCount` floats and for the first layer sixteen readable ones behind them.
  ///   - live, gradient: of the image's pooled output.
  ///   - offsets, gradients: room for `listCount` entries.
  ///   - weights, biases: the sums, in the layout of the parameters.
  static func addWeightGradient(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, live: UnsafePointer<UInt64>, gradient: UnsafePointer<Float>,
    offsets: UnsafeMutablePointer<Int32>, gradients: UnsafeMutablePointer<Float>, weights: UnsafeMutablePointer<Float>,
    biases: UnsafeMutablePointer<Float>
  ) {
    if shape.isFirst {
      return addPlanarWeightGradient(
        shape, input: input, live: live, gradient: gradient, offsets: offsets, gradients: gradients, weights: weights, biases: biases)
    }
    let room = shape.listRoom
    let row = shape.inputWidth * lanes
    let filterRow = shape.side * lanes
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: lanes) { counts in
      var block = 0
      while block < shape.blocks {
        let place = block * shape.height * shape.width
        LiveUnits.list(
          shape, live: live + place, gradient: gradient + place * lanes, offsets: offsets, gradients: gradients,
          counts: counts.baseAddress!)
        var lane = 0
        while lane < lanes {
          let list: UnitList = (UnsafePointer(offsets + lane * room), UnsafePointer(gradients + lane * room), Int(counts[lane]))
          let channel = block * lanes + lane
          biases[channel] = UnitSums.sum(list, from: biases[channel])
          let filter = weights + channel * shape.filterCount
          var inputBlock = 0
          while inputBlock < shape.inputBlocks {
            UnitSums.addPatches(
              list, side: shape.side, from: input + inputBlock * shape.inputHeight * row, row: row,
              to: filter + inputBlock * shape.side * filterRow, targetRow: filterRow)
            inputBlock += 1
          }
          lane += 1
        }
        block += 1
      }
    }
  }
}
