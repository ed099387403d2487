import CVector
import KernelShapes

extension Convolution {
  /// Lays the filters out for the pass that cannot take them as the parameters have them.
  ///
  /// - Parameters:
  ///   - weights: the filters, `weightCount` floats.
  ///   - scratch: `scratchCount` floats.
  ///   - packed: `packedCount` floats.
  static func pack(
    _ shape: ConvolutionShape, weights: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>, packed: UnsafeMutablePointer<Float>
  ) {
    if shape.isFirst {
      packPlanar(shape, weights: weights, packed: packed)
    } else if shape.tile > 0 {
      packTransforms(shape, weights: weights, scratch: scratch, packed: packed)
    } else {
      packBlocks(shape, weights: weights, packed: packed)
    }
  }

  /// [block][input channel][y][x][16 channels] to what the forward pass wants, a vector of zeros and [channel][input channel][y][16 columns], zero beyond the filter's
  /// side.
  private static func packPlanar(_ shape: ConvolutionShape, weights: UnsafePointer<Float>, packed: UnsafeMutablePointer<Float>) {
    let perBlock = shape.weightCount / shape.blocks
    var block = 0
    while block < shape.blocks {
      let target = packed + block * (shape.forwardCount / shape.blocks)
      if shape.tile > 0 {
        ColumnWinograd.transformFilters(shape, filters: weights + block * perBlock, into: target)
      } else {
        target.update(from: weights + block * perBlock, count: perBlock)
      }
      block += 1
    }
    let filters = packed + shape.forwardCount + lanes
    packed.advanced(by: shape.forwardCount).update(repeating: 0, count: shape.packedCount - shape.forwardCount)
    let rows = shape.inputChannels * shape.side
    var column = 0
    while column < shape.blocks * rows * shape.side {
      let (row, x) = (column / shape.side, column % shape.side)
      let target = filters + row / rows * lanes * shape.filterCount + row % rows * lanes + x
      var channel = 0
      while channel < lanes {
        target[channel &* shape.filterCount] = weights[column &* lanes &+ channel]
        channel &+= 1
      }
      column &+= 1
    }
  }

  /// [channel][input block][y][x][16 input channels] to [block][input block][y][x][input channel][16 channels].
  private static func packBlocks(_ shape: ConvolutionShape, weights: UnsafePointer<Float>, packed: UnsafeMutablePointer<Float>) {
    var target = packed
    forEachBlock(shape, weights: weights) { filters, depth, _ in
      packBlock(shape, filters: filters, depth: depth, into: target)
      target += shape.side * shape.side * depth * lanes
    }
  }

  /// The same, transformed for tiles.
  private static func packTransforms(
    _ shape: ConvolutionShape, weights: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>, packed: UnsafeMutablePointer<Float>
  ) {
    forEachBlock(shape, weights: weights) { filters, depth, channel in
      packBlock(shape, filters: filters, depth: depth, into: scratch)
      Winograd.transformFilters(
        shape, filters: scratch, depth: depth, half: scratch + shape.side * shape.side * lanes * lanes, into: packed + channel * lanes,
        perPoint: shape.blocks * shape.inputChannels * lanes)
    }
  }

  /// Each block of filters with each block of input channels: where they begin, how many input channels they have, and the place among all [block][input channel].
  @inline(__always)
  private static func forEachBlock(
    _ shape: ConvolutionShape, weights: UnsafePointer<Float>, _ body: (UnsafePointer<Float>, _ depth: Int, _ channel: Int) -> Void
  ) {
    var block = 0
    while block < shape.blocks {
      var inputBlock = 0
      while inputBlock < shape.inputBlocks {
        body(
          weights + block * lanes * shape.filterCount + inputBlock * shape.side * shape.side * lanes,
          min(lanes, shape.inputChannels - inputBlock * lanes), block * shape.inputChannels + inputBlock * lanes)
        inputBlock += 1
      }
      block += 1
    }
  }

  private static func packBlock(
    _ shape: ConvolutionShape, filters: UnsafePointer<Float>, depth: Int, into target: UnsafeMutablePointer<Float>
  ) {
    var tap = 0
    while tap < shape.side * shape.side {
      konomi_transpose_16(
        filters + tap * lanes, shape.filterCount, target + tap * depth * lanes, lanes, Int32(truncatingIfNeeded: depth))
      tap += 1
    }
  }
}
