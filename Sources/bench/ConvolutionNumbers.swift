import KernelShapes
import Numerics

/// Floats at a multiple of 64 bytes, normally distributed; freed with their owner.
final class Floats {
  let start: UnsafeMutablePointer<Float>

  init(_ count: Int) {
    start = UnsafeMutableRawPointer.allocate(byteCount: (count + 16) * 4, alignment: 64).bindMemory(to: Float.self, capacity: count + 16)
    start.initialize(repeating: 0, count: count + 16)
    for (index, value) in RandomStream(seed: 1, purpose: .benchmarkNumbers).normals(count).enumerated() { start[index] = value }
  }

  deinit { start.deallocate() }
}

/// What the kernels of one convolution read and write. Half of the pooled units have no gradient, as behind dropout.
final class ConvolutionNumbers {
  let shape: ConvolutionShape
  private let input, weights, packed, bias, scratch, output, gradient, listGradients, weightSums, biasSums, below: Floats
  private let live: UnsafeMutablePointer<UInt64>
  private let offsets: UnsafeMutablePointer<Int32>

  init(_ shape: ConvolutionShape) {
    self.shape = shape
    input = Floats(shape.inputCount + 16)
    weights = Floats(shape.weightCount)
    packed = Floats(shape.packedCount)
    bias = Floats(shape.biasCount)
    scratch = Floats(shape.scratchCount)
    output = Floats(shape.outputCount)
    gradient = Floats(shape.outputCount)
    listGradients = Floats(shape.listCount)
    weightSums = Floats(shape.weightCount)
    biasSums = Floats(shape.biasCount)
    below = Floats(shape.inputGradientCount)
    live = .allocate(capacity: shape.liveCount)
    offsets = .allocate(capacity: shape.listCount)
    let coin = RandomStream(seed: 2, purpose: .benchmarkNumbers)
    for index in 0..<shape.outputCount where coin.uniform(index: index) < 0.5 { gradient.start[index] = 0 }
  }

  deinit {
    live.deallocate()
    offsets.deallocate()
  }

  /// Multiplications of the dense arithmetic.
  var products: Double {
    Double(shape.height * shape.width * shape.window * shape.window * shape.channels * shape.inputChannels * shape.side * shape.side)
  }

  func pack(_ kernels: KernelSet) { kernels.pack(shape, weights.start, scratch.start, packed.start) }
  func convolve(_ kernels: KernelSet) {
    kernels.convolve(shape, input.start, packed.start, bias.start, scratch.start, output.start, live)
  }
  func addWeightGradient(_ kernels: KernelSet) {
    kernels.addWeightGradient(
      shape, input.start, live, gradient.start, offsets, listGradients.start, weightSums.start, biasSums.start)
  }
  func inputGradient(_ kernels: KernelSet) {
    kernels.inputGradient(
      shape, live, gradient.start, shape.isFirst ? packed.start : weights.start, offsets, listGradients.start, below.start)
  }
}
