import KernelShapes
import Kernels
import Numerics
import Testing

/// Every kernel of a convolution on every shape of the table that is also timed (`tools/bench kernels`).
@Suite struct ConvolutionTests {
  @Test(arguments: KernelTable.convolutions) func kernelsAgreeWithTheReference(shape: ConvolutionShape) {
    let numbers = ConvolutionCase(shape)
    let output = numbers.reference.forward(numbers.input).output
    let gradients = numbers.reference.gradients(numbers.input, slopes: numbers.slopes)
    for build in InstructionSet.available {
      let found = numbers.run(build.kernels)
      #expect(relativeError(found.output, output) < 1e-5, "\(build)")
      #expect(relativeError(found.weights, gradients.weights) < 1e-5, "\(build)")
      #expect(relativeError(found.biases, gradients.biases) < 1e-5, "\(build)")
      #expect(relativeError(found.input, gradients.input) < 1e-5, "\(build)")
    }
  }

  @Test(arguments: KernelTable.convolutions) func everyBuildGivesTheSameBytes(shape: ConvolutionShape) {
    let numbers = ConvolutionCase(shape)
    let bits = InstructionSet.available.map { build -> [[UInt32]] in
      let found = numbers.run(build.kernels)
      return [found.output, found.weights, found.biases, found.input].map { $0.map(\.bitPattern) }
    }
    #expect(bits.allSatisfy { $0 == bits.first })
    if bits.count == 1 { print("Only one instruction set is available here: no second build to compare it with.") }
  }

  /// The reference itself against central differences of the sum of outputs x slopes.
  @Test(arguments: KernelTable.convolutions) func theReferenceAgreesWithCentralDifferences(shape: ConvolutionShape) {
    let numbers = ConvolutionCase(shape)
    let gradients = numbers.reference.gradients(numbers.input, slopes: numbers.slopes)
    let step = 1e-6
    func sum(_ reference: ScalarConvolution, _ input: [Double]) -> Double {
      zip(reference.forward(input).output, numbers.slopes).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let draw = RandomStream(seed: 2, trial: "picks")
    for pick in 0..<3 {
      let weight = draw.integer(below: gradients.weights.count, index: pick)
      var (above, below) = (numbers.reference, numbers.reference)
      above.weights[weight] += step
      below.weights[weight] -= step
      let slope = (sum(above, numbers.input) - sum(below, numbers.input)) / (2 * step)
      #expect(abs(slope - gradients.weights[weight]) < 1e-5 * max(1, abs(slope)))
      let pixel = draw.integer(below: numbers.input.count, step: 1, index: pick)
      var (brighter, darker) = (numbers.input, numbers.input)
      brighter[pixel] += step
      darker[pixel] -= step
      let tilt = (sum(numbers.reference, brighter) - sum(numbers.reference, darker)) / (2 * step)
      #expect(abs(tilt - gradients.input[pixel]) < 1e-5 * max(1, abs(tilt)))
    }
  }
}

/// The largest difference, as a share of the largest reference value.
func relativeError(_ values: [Float], _ reference: [Double]) -> Double {
  let scale = reference.map(abs).max() ?? 0
  return (zip(values, reference).map { abs(Double($0) - $1) }.max() ?? 0) / max(scale, 1e-300)
}
