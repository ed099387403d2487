import KernelShapes

extension Convolution {
  /// Lays the filters out for the forward pass: sixteen output channels beside each other.
  ///
  /// - Parameters:
  ///   - weights: the filters, `weightCount` floats.
  ///   - packed: `packedCount` floats.
  static func pack(_ shape: ConvolutionShape, weights: UnsafePointer<Float>, packed: UnsafeMutablePointer<Float>) {
    var target = packed
    var block = 0
    while block < shape.blocks {
      let filters = weights + block * lanes * shape.filterCount
      var inputBlock = 0
      while inputBlock < shape.inputBlocks {
        let depth = shape.isFirst ? 1 : min(lanes, shape.inputChannels - inputBlock * lanes)
        let columns = shape.isFirst ? lanes : shape.side * lanes
        var y = 0
        while y < shape.side {
          var x = 0
          while x < shape.side * depth {
            let offset = shape.isFirst ? x : (x / depth) * lanes + x % depth
            let source = filters + (inputBlock * shape.side + y) * columns + offset
            var lane = 0
            while lane < lanes {
              target[lane] = source[lane &* shape.filterCount]
              lane &+= 1
            }
            target += lanes
            x += 1
          }
          y += 1
        }
        inputBlock += 1
      }
      block += 1
    }
  }
}
