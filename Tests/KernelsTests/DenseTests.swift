import KernelShapes
import Kernels
import Numerics
import Testing

@Suite struct DenseTests {
  @Test(arguments: KernelTable.dense, [1, 7, 64]) func kernelsAgreeWithTheReference(shape: DenseShape, count: Int) {
    func normals(_ purpose: String, _ count: Int) -> [Float] { RandomStream(seed: 1, trial: purpose).normals(count) }
    let (inputs, outputs) = (shape.inputs, shape.outputs)
    let weights = normals("weights", shape.weightCount)
    let (input, slopes, biases) = (normals("input", count * inputs), normals("slopes", count * outputs), normals("biases", outputs))
    var output = [Double](repeating: 0, count: count * outputs)
    var weightSums = [Double](repeating: 0, count: inputs * outputs)
    var below = [Double](repeating: 0, count: count * inputs)
    for n in 0..<count {
      for o in 0..<outputs {
        var sum = Double(biases[o])
        for i in 0..<inputs {
          sum += Double(input[n * inputs + i]) * Double(weights[i * outputs + o])
          weightSums[i * outputs + o] += Double(input[n * inputs + i]) * Double(slopes[n * outputs + o])
          if o < shape.units { below[n * inputs + i] += Double(slopes[n * outputs + o]) * Double(weights[i * outputs + o]) }
        }
        output[n * outputs + o] = max(0, sum)
      }
    }
    for build in InstructionSet.available {
      let kernels = build.kernels
      let (found, sums, biasSums) = (Floats(count * outputs), Floats(shape.weightCount), Floats(outputs))
      let (transposed, gradient) = (Floats(shape.weightCount), Floats(count * inputs))
      kernels.dense(shape, count, input, weights, biases, true, found.start)
      kernels.denseWeightGradient(shape, count, input, slopes, sums.start, biasSums.start)
      kernels.transpose(shape, weights, transposed.start)
      kernels.denseInputGradient(shape, count, slopes, transposed.start, gradient.start)
      #expect(relativeError((0..<count * outputs).map { found[$0] }, output) < 1e-5)
      #expect(relativeError((0..<shape.weightCount).map { sums[$0] }, weightSums) < 1e-5)
      #expect(relativeError((0..<count * inputs).map { gradient[$0] }, below) < 1e-5)
    }
  }
}
