import Foundation
import KernelShapes
import Kernels
import Numerics

/// Times every kernel on every shape of a table, and tells the share of the measured peak of fused multiply-adds.
struct KernelFigures {
  struct Figure: Encodable {
    let instructionSet: String
    let shape: String
    let kernel: String
    let microseconds: Double
    /// Of the dense arithmetic, whether or not a kernel leaves parts of it out; nil where there is none to speak of.
    let gigaflops: Double?
    let shareOfPeak: Double?

    var line: String {
      let speed = gigaflops.map { String(format: "%8.1f GFLOP/s %4.0f %%", $0, 100 * (shareOfPeak ?? 0)) } ?? ""
      return shape.padding(toLength: 38, withPad: " ", startingAt: 0) + kernel.padding(toLength: 16, withPad: " ", startingAt: 0)
        + String(format: "%9.2f us", microseconds) + speed
    }
  }

  let build: InstructionSet
  let peak: Double
  private let kernels: KernelSet

  init(_ build: InstructionSet) {
    self.build = build
    kernels = build.kernels
    peak = Self.peak(build.kernels)
  }

  /// GFLOP/s of fused multiply-adds on registers.
  private static func peak(_ kernels: KernelSet) -> Double {
    let numbers = Floats(14 * lanes)
    let rounds = 100_000
    let seconds = Median.seconds {
      for lane in 0..<2 * lanes { numbers.start[lane] = 0.5 }
      kernels.peak(rounds, numbers.start)
    }
    return 2 * Double(rounds * KernelSet.peakProducts) / seconds * 1e-9
  }

  func all() -> [Figure] {
    KernelTable.convolutions.flatMap { figures($0) } + KernelTable.dense.flatMap { figures($0) } + elementwise()
  }

  private func figures(_ shape: ConvolutionShape) -> [Figure] {
    let name = shape.description
    let numbers = ConvolutionNumbers(shape)
    numbers.pack(kernels)
    numbers.convolve(kernels)
    return [
      figure(name, "pack", nil) { numbers.pack(kernels) },
      figure(name, "convolve", numbers.products) { numbers.convolve(kernels) },
      figure(name, "weight gradient", numbers.products) { numbers.addWeightGradient(kernels) },
      figure(name, "input gradient", numbers.products) { numbers.inputGradient(kernels) },
    ]
  }

  private func figures(_ shape: DenseShape) -> [Figure] {
    let count = 64
    let name = "\(shape), batch of \(count)"
    let (input, weights) = (Floats(count * shape.inputs), Floats(shape.weightCount))
    let (transposed, output, below) = (Floats(shape.weightCount), Floats(count * shape.outputs), Floats(count * shape.inputs))
    let biases = Floats(shape.outputs)
    let products = Double(count * shape.inputs * shape.units)
    return [
      figure(name, "dense", products) {
        kernels.dense(shape, count, input.start, weights.start, biases.start, true, output.start)
      },
      figure(name, "transpose", nil) { kernels.transpose(shape, weights.start, transposed.start) },
      figure(name, "input gradient", products) {
        kernels.denseInputGradient(shape, count, output.start, transposed.start, below.start)
      },
      figure(name, "weight gradient", products) {
        kernels.denseWeightGradient(shape, count, input.start, output.start, weights.start, biases.start)
      },
    ]
  }

  private func elementwise() -> [Figure] {
    let count = 49152
    let (parameters, gradient, mean, square) = (Floats(count), Floats(count), Floats(count), Floats(count))
    for index in 0..<count { square.start[index] = square.start[index] * square.start[index] }
    let step = AdamWStep(step: 100, rate: 1e-6, decay: 1e-4)
    return [
      figure("\(count) parameters", "AdamW", nil) {
        kernels.adamW(step, count, parameters.start, gradient.start, mean.start, square.start)
      },
      figure("\(count) units", "dropout", nil) {
        kernels.dropOut(DropoutMask(key: [1, 2], counter: [3, 4, 5], threshold: 32768, scale: 2), count, mean.start)
      },
      figure("\(count) units", "gate", nil) { kernels.gate(count, mean.start, gradient.start, 1) },
    ]
  }

  private func figure(_ shape: String, _ kernel: String, _ products: Double?, _ body: () -> Void) -> Figure {
    let seconds = Median.seconds(body)
    let gigaflops = products.map { 2 * $0 / seconds * 1e-9 }
    return Figure(
      instructionSet: build.rawValue, shape: shape, kernel: kernel, microseconds: seconds * 1e6, gigaflops: gigaflops,
      shareOfPeak: gigaflops.map { $0 / peak })
  }
}
