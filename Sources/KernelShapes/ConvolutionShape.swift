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
    // Stored where kernels ask for it again and again: another module's computed property is a call.
    window = pooling == .none ? 1 : 2
    height = (inputHeight - side + 1) / window
    width = (inputWidth - side + 1) / window
    inputBlocks = isFirst ? inputChannels : (inputChannels + lanes - 1) / lanes
    blocks = (channels + lanes - 1) / lanes
    filterCount = inputBlocks * side * (isFirst ? 1 : side) * lanes
    let (rows, columns) = (height * window, width * window)
    points = side == 3 && !isFirst ? 6 : 8
    let outputs = points + 1 - side
    let isFit = side % 2 == 1 && outputs >= 2 && rows >= outputs && columns >= (isFirst ? 2 : outputs)
    tile = isFit ? outputs : 0
    tileColumns = tile == 0 ? 0 : (columns + tile - 1) / tile
    tileRowsAtOnce = tile == 0 ? 0 : max(1, min((rows + tile - 1) / tile, 28 / tileColumns))
  }

  /// The size before pooling.
  public var convolvedHeight: Int { inputHeight - side + 1 }
  public var convolvedWidth: Int { inputWidth - side + 1 }
  /// The side of the pooling window.
  public let window: Int
  /// The size after pooling; 0 where nothing is left.
  public let height: Int
  public let width: Int

  /// Blocks of sixteen channels.
  public let inputBlocks: Int
  public let blocks: Int
  /// Floats of one image's input and output.
  public var inputCount: Int { inputBlocks * inputHeight * inputWidth * pixelStride }
  public var outputCount: Int { blocks * height * width * lanes }
  /// Words of one image's record of live units.
  public var liveCount: Int { blocks * height * width }

  /// Floats from an input pixel to its right neighbour.
  public var pixelStride: Int { isFirst ? 1 : lanes }
  /// Floats of one filter: [input block][y][x][16 input channels].
  ///
  /// The first layer's filters lie channel beside channel instead, [block][input channel][y][x][16 channels], and one by one only where packed for the gradient of the
  /// input, [input channel][y][16 columns], `side` of them used: `filterCount` tells the floats of such a one.
  public let filterCount: Int
  /// Floats of all filters.
  public var weightCount: Int { isFirst ? blocks * lanes * inputChannels * side * side : blocks * lanes * filterCount }
  /// Floats of the biases.
  public var biasCount: Int { blocks * lanes }
  /// The rows of outputs of a tile (and its columns, but for the first layer) where the forward pass goes by minimal filtering, with filters of 3, 5 or 7 pixels on
  /// enough pixels; 0 where it goes without.
  public let tile: Int
  /// The rows of inputs of a tile (and its columns, likewise), `tile` + `side` - 1.
  public let points: Int
  /// Floats from one row of the transformed image to the next.
  public var columnStride: Int { (inputWidth + lanes - 1) / lanes * lanes }
  /// Tiles beside each other, and how many rows of them one pass takes: about as many tiles as keep its numbers in the first caches.
  public let tileColumns: Int
  public let tileRowsAtOnce: Int
  public var tilesAtOnce: Int { tileColumns * tileRowsAtOnce }

  /// Floats of the filters as the forward pass wants them: [block][input block][y][x][input channel][16 channels], or transformed: [y][x][block][input channel][16
  /// channels], y and x of a tile's inputs; of the first layer [block][input channel][x][y of a tile's inputs][16 channels].
  public var forwardCount: Int {
    let taps = tile == 0 ? side * side : points * (isFirst ? side : points)
    return blocks * inputChannels * lanes * taps
  }
  /// Floats of the filters packed: for the forward pass, and of the first layer for the gradient of the input too, a vector of zeros and then filter by filter.
  public var packedCount: Int { forwardCount + (isFirst ? lanes + blocks * lanes * filterCount : 0) }

  /// Where a weight lies in the filters.
  public func weightIndex(channel: Int, inputChannel: Int, y: Int, x: Int) -> Int {
    if isFirst { return ((((channel / lanes) * inputChannels + inputChannel) * side + y) * side + x) * lanes + channel % lanes }
    return channel * filterCount + (((inputChannel / lanes) * side + y) * side + x) * lanes + inputChannel % lanes
  }

  /// The most live units of one channel and image.
  public var listRoom: Int { height * width * window * window }
  /// The entries that the lists of one call of a kernel have at most.
  public var listCount: Int { lanes * max(listRoom, 2 * (blocks + 1)) }
  /// What of a pooled output's gradient each place of its window receives.
  public var gradientShare: Float { pooling == .average ? 0.25 : 1 }
  /// Floats of a row, and of one image, of the gradient of the input; for the first layer a row has sixteen floats more than pixels.
  public var inputGradientStride: Int { isFirst ? inputWidth + lanes : inputWidth * lanes }
  public var inputGradientCount: Int { inputBlocks * inputHeight * inputGradientStride }

  /// The floats of scratch that one call of a kernel of this shape needs at most.
  public var scratchCount: Int {
    if tile == 0 { return 2 * convolvedWidth * lanes }
    if isFirst { return inputChannels * points * columnStride + (tile + points) * width * window * lanes }
    let transforms = points * points * (inputBlocks + 2) * tilesAtOnce
    let forward = transforms + points * max(inputWidth, points) + tile * width * window
    return max(forward, side * (side * lanes + points)) * lanes
  }
}
