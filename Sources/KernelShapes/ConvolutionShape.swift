/// The sizes of one convolution (stride 1, no padding) with bias, ReLU and pooling, and where its numbers lie.
///
/// Activations lie in blocks of sixteen channels, [block][y][x][16], the last block filled up with zeros; the network's input is planar, [channel][y][x].
public struct ConvolutionShape: Sendable, Equatable {
  /// How outputs are pooled, in 2 x 2 windows; odd sizes are floored.
  public enum Pooling: Sendable { case max, average, none }

  public let inputChannels: Int
  public let inputHeight: Int
  public let inputWidth: Int
  /// Whether the input is the image itself, planar, instead of blocks of sixteen channels.
  public let isFirst: Bool
  public let channels: Int
  /// The filter's side, at most 16.
  public let side: Int
  public let pooling: Pooling

  public init(
    inputChannels: Int, inputHeight: Int, inputWidth: Int, isFirst: Bool, channels: Int, side: Int, pooling: Pooling
  ) {
    precondition(inputChannels > 0 && channels > 0 && side > 0 && side <= lanes && inputHeight >= side && inputWidth >= side)
    self.inputChannels = inputChannels
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.isFirst = isFirst
    self.channels = channels
    self.side = side
    self.pooling = pooling
  }

  /// The size before pooling.
  public var convolvedHeight: Int { inputHeight - side + 1 }
  public var convolvedWidth: Int { inputWidth - side + 1 }
  /// The side of the pooling window.
  public var window: Int { pooling == .none ? 1 : 2 }
  /// The size after pooling; 0 where nothing is left.
  public var height: Int { convolvedHeight / window }
  public var width: Int { convolvedWidth / window }

  /// Blocks of sixteen channels.
  public var inputBlocks: Int { isFirst ? inputChannels : (inputChannels + lanes - 1) / lanes }
  public var blocks: Int { (channels + lanes - 1) / lanes }
  /// Floats of one image's input and output.
  public var inputCount: Int { inputBlocks * inputHeight * inputWidth * pixelStride }
  public var outputCount: Int { blocks * height * width * lanes }
  /// Words of one image's record of live units.
  public var liveCount: Int { blocks * height * width }

  /// Floats from an input pixel to its right neighbour.
  public var pixelStride: Int { isFirst ? 1 : lanes }
  /// Floats of one filter: [input block][y][x][16 input channels], or for the first layer [input channel][y][16 columns, `side` of them used].
  public var filterCount: Int { inputBlocks * side * (isFirst ? 1 : side) * lanes }
  /// Floats of all filters, [16 x blocks][filterCount].
  public var weightCount: Int { blocks * lanes * filterCount }
  /// Floats of the biases.
  public var biasCount: Int { blocks * lanes }
  /// Floats of the filters as the forward pass wants them: [block][input block][y][x][input channel][16 channels].
  public var packedCount: Int { blocks * inputChannels * side * side * lanes }

  /// Where a weight lies in the filters.
  public func weightIndex(channel: Int, inputChannel: Int, y: Int, x: Int) -> Int {
    if isFirst { return channel * filterCount + (inputChannel * side + y) * lanes + x }
    return channel * filterCount + (((inputChannel / lanes) * side + y) * side + x) * lanes + inputChannel % lanes
  }

  /// The most live units of one channel and image.
  public var listRoom: Int { height * width * window * window }
  /// What of a pooled output's gradient each place of its window receives.
  public var gradientShare: Float { pooling == .average ? 0.25 : 1 }
  /// Floats of a row, and of one image, of the gradient of the input; for the first layer a row has sixteen floats more than pixels.
  public var inputGradientStride: Int { isFirst ? inputWidth + lanes : inputWidth * lanes }
  public var inputGradientCount: Int { inputBlocks * inputHeight * inputGradientStride }

  /// The floats of scratch that one call of a kernel of this shape needs at most.
  public var scratchCount: Int { 2 * convolvedWidth * lanes }
}
