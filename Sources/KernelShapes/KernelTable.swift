/// The shapes on which every kernel is checked and timed: the default network's, their neighbours, and odd ones.
public enum KernelTable {
  public static let convolutions: [ConvolutionShape] = [
    planar(1, 32, 32, 16, 5, .max), planar(1, 28, 28, 16, 7, .max), planar(1, 20, 20, 16, 3, .average), planar(3, 21, 17, 20, 6, .max),
    planar(3, 32, 32, 16, 11, .average), planar(2, 15, 13, 33, 5, .none), planar(1, 24, 24, 8, 9, .max), planar(1, 9, 70, 16, 8, .none),
    planar(1, 12, 9, 5, 4, .max), planar(1, 3, 5, 17, 3, .none),
    blocks(16, 14, 14, 32, 3, .max), blocks(16, 14, 14, 32, 5, .max), blocks(16, 14, 14, 32, 3, .average), blocks(24, 11, 11, 40, 3, .none),
    blocks(20, 13, 12, 18, 7, .max), blocks(17, 34, 30, 33, 5, .max), blocks(5, 11, 9, 7, 4, .none), blocks(40, 16, 18, 20, 9, .average),
    blocks(16, 10, 10, 16, 6, .max), blocks(3, 12, 11, 4, 11, .none), blocks(16, 6, 7, 48, 5, .max), blocks(33, 25, 27, 16, 3, .max),
  ]
  public static let dense = [
    DenseShape(inputs: 1152, units: 32), DenseShape(inputs: 800, units: 64), DenseShape(inputs: 32, units: 1),
    DenseShape(inputs: 48, units: 17),
  ]

  private static func planar(
    _ channels: Int, _ height: Int, _ width: Int, _ filters: Int, _ side: Int, _ pooling: ConvolutionShape.Pooling
  ) -> ConvolutionShape {
    ConvolutionShape(
      inputChannels: channels, inputHeight: height, inputWidth: width, isFirst: true, channels: filters, side: side, pooling: pooling)
  }

  private static func blocks(
    _ channels: Int, _ height: Int, _ width: Int, _ filters: Int, _ side: Int, _ pooling: ConvolutionShape.Pooling
  ) -> ConvolutionShape {
    ConvolutionShape(
      inputChannels: channels, inputHeight: height, inputWidth: width, isFirst: false, channels: filters, side: side, pooling: pooling)
  }
}

extension ConvolutionShape: CustomStringConvertible {
  /// E.g. "32x32x1 -> 16 @ 5x5 max"; a first layer, whose input is planar, says so.
  public var description: String {
    "\(inputHeight)x\(inputWidth)x\(inputChannels)\(isFirst ? " planar" : "") -> \(channels) @ \(side)x\(side) \(pooling)"
  }
}

extension DenseShape: CustomStringConvertible {
  public var description: String { "\(inputs) -> \(units)" }
}
