import KernelShapes
import Numerics

/// Random numbers for one shape, in the kernels' layouts and in the reference's.
struct ConvolutionCase {
  let shape: ConvolutionShape
  let reference: ScalarConvolution
  let input: [Double]
  let slopes: [Double]

  init(_ shape: ConvolutionShape) {
    self.shape = shape
    func normals(_ purpose: String, _ count: Int) -> [Double] {
      RandomStream(seed: 1, trial: purpose).normals(count).map(Double.init)
    }
    let fan = Double(shape.inputChannels * shape.side * shape.side)
    reference = ScalarConvolution(
      shape: shape,
      weights: normals("weights", shape.channels * shape.inputChannels * shape.side * shape.side).map {
        Double(Float($0 / fan.squareRoot()))
      },
      biases: normals("biases", shape.channels))
    input = normals("input", shape.inputChannels * shape.inputHeight * shape.inputWidth)
    slopes = normals("slopes", shape.channels * shape.height * shape.width)
  }

  /// What the kernels make of it, in the reference's layouts.
  func run(_ kernels: KernelSet) -> (output: [Float], weights: [Float], biases: [Float], input: [Float]) {
    let weights = Floats(shape.weightCount)
    let biases = Floats(shape.biasCount)
    for (index, place) in weightPlaces.enumerated() { weights[place] = Float(reference.weights[index]) }
    for (channel, bias) in reference.biases.enumerated() { biases[channel] = Float(bias) }
    let image = Floats(shape.inputCount + lanes)
    for (index, place) in inputPlaces.enumerated() { image[place] = Float(input[index]) }
    let (packed, scratch, output) = (Floats(shape.packedCount), Floats(shape.scratchCount), Floats(shape.outputCount))
    let live = UnsafeMutablePointer<UInt64>.allocate(capacity: shape.liveCount)
    let offsets = UnsafeMutablePointer<Int32>.allocate(capacity: shape.listCount)
    defer {
      live.deallocate()
      offsets.deallocate()
    }
    kernels.pack(shape, weights.start, scratch.start, packed.start)
    kernels.convolve(shape, image.start, packed.start, biases.start, scratch.start, output.start, live)
    let gradient = Floats(shape.outputCount)
    for (index, place) in outputPlaces.enumerated() { gradient[place] = Float(slopes[index]) }
    let (listed, weightSums, biasSums) = (Floats(shape.listCount), Floats(shape.weightCount), Floats(shape.biasCount))
    kernels.addWeightGradient(
      shape, image.start, live, gradient.start, offsets, listed.start, weightSums.start, biasSums.start)
    let below = Floats(shape.inputGradientCount)
    kernels.inputGradient(
      shape, live, gradient.start, shape.isFirst ? packed.start : weights.start, offsets, listed.start, below.start)
    return (
      outputPlaces.map { output[$0] }, weightPlaces.map { weightSums[$0] }, (0..<shape.channels).map { biasSums[$0] },
      gradientPlaces.map { below[$0] }
    )
  }

  private var weightPlaces: [Int] {
    let side = shape.side
    return (0..<shape.channels * shape.inputChannels * side * side).map {
      shape.weightIndex(
        channel: $0 / (shape.inputChannels * side * side), inputChannel: $0 / (side * side) % shape.inputChannels, y: $0 / side % side,
        x: $0 % side)
    }
  }

  private var outputPlaces: [Int] { Self.blocked(shape.channels, shape.height * shape.width) }

  private var inputPlaces: [Int] {
    let pixels = shape.inputHeight * shape.inputWidth
    return shape.isFirst ? Array(0..<shape.inputChannels * pixels) : Self.blocked(shape.inputChannels, pixels)
  }

  private var gradientPlaces: [Int] {
    guard shape.isFirst else { return inputPlaces }
    return (0..<shape.inputChannels * shape.inputHeight * shape.inputWidth).map {
      $0 / shape.inputWidth * shape.inputGradientStride + $0 % shape.inputWidth
    }
  }

  /// Where [channel][pixel] lies in blocks of sixteen channels.
  private static func blocked(_ channels: Int, _ pixels: Int) -> [Int] {
    (0..<channels * pixels).map { ($0 / pixels / lanes * pixels + $0 % pixels) * lanes + $0 / pixels % lanes }
  }
}

/// Zeros at a multiple of 64 bytes; freed with their owner.
final class Floats {
  let start: UnsafeMutablePointer<Float>

  init(_ count: Int) {
    start = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * 4, alignment: 64).bindMemory(to: Float.self, capacity: count)
    start.initialize(repeating: 0, count: count)
  }

  deinit { start.deallocate() }

  subscript(index: Int) -> Float {
    get { start[index] }
    set { start[index] = newValue }
  }
}
