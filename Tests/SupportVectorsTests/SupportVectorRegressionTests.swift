import Numerics
import Testing

@testable import SupportVectors

struct SupportVectorRegressionTests {
  /// Points on a line with the kernel x x' + 1.
  private let points: [Double] = [-2, -1, 0, 1, 2, 3]
  private var kernel: KernelMatrix { KernelMatrix(order: points.count) { points[$0] * points[$1] } }

  @Test func theKernelIsSymmetric() {
    let kernel = kernel
    for i in points.indices {
      for j in points.indices { #expect(kernel[i, j] == points[i] * points[j]) }
    }
  }

  @Test func aLineIsFoundUpToTheTube() throws {
    // y = 2 x + 1; the flattest line within the tube has the slope 2 - 2 x 0.1 / (3 - -2).
    let fit = try SupportVectorRegression(
      kernel: kernel, samples: Array(points.indices), targets: points.map { 2 * $0 + 1 }, cost: 1000, tube: 0.1, tolerance: 1e-8)
    for x in [-1.5, 0, 2.5, 10] {
      let found = fit.prediction { points[$0] * x }
      let expected = 1.96 * (x - 0.5) + 2
      #expect(abs(found - expected) < 1e-5, "\(x): \(found)")
    }
    #expect(fit.samples == [0, 5])
  }

  @Test func aSubsetIsFittedAlone() throws {
    let fit = try SupportVectorRegression(kernel: kernel, samples: [1, 3, 4], targets: [-1, 1, 2], cost: 1000, tube: 0, tolerance: 1e-8)
    #expect(Set(fit.samples).isSubset(of: [1, 3, 4]))
    #expect(abs(fit.prediction { points[$0] * 5 } - 5) < 1e-4)
  }

  @Test func badArgumentsAreRefused() {
    let cases: [([Int], [Double], Double)] = [([0], [], 1), ([6], [1], 1), ([0], [.nan], 1), ([0], [1], -1), ([2, 2], [1, 1], 1)]
    for (samples, targets, cost) in cases {
      #expect(throws: SupportVectorError.self) {
        try SupportVectorRegression(kernel: kernel, samples: samples, targets: targets, cost: cost)
      }
    }
  }

  /// A path of costs ends where a fit from nothing ends, meets the conditions of the optimum, and predicts samples that it has not seen as its formula says.
  @Test func aPathEndsAtTheOptimum() throws {
    let stream = RandomStream(seed: 2, trial: "support vectors")
    let inputs = stream.normals(60).map(Double.init)
    let noise = stream.normals(60, step: 1).map(Double.init)
    let kernel = KernelMatrix(order: 60) { i, j in Elementary.exp(-0.5 * (inputs[i] - inputs[j]) * (inputs[i] - inputs[j])) }
    let samples = (0..<60).filter { $0 % 6 != 3 }
    let targets = samples.map { Elementary.sin(2 * inputs[$0]) + 0.3 * noise[$0] }
    var descent = try SupportVectorDescent(kernel: kernel, samples: samples, targets: targets)
    for cost in [0.1, 1, 5] {
      try descent.run(cost: cost, tolerance: 1e-9)
      let fit = descent.regression
      let cold = try SupportVectorRegression(kernel: kernel, samples: samples, targets: targets, cost: cost, tolerance: 1e-9)
      #expect(abs(fit.coefficients.reduce(0, +)) < 1e-9 && fit.coefficients.allSatisfy { abs($0) <= cost })
      for (sample, target) in zip(samples, targets) {
        let prediction = fit.prediction { kernel[$0, sample] }
        #expect(abs(prediction - cold.prediction { kernel[$0, sample] }) < 1e-6)
        // Within the tube no coefficient, beyond it the whole cost, of the error's sign; between them its rim.
        let coefficient = fit.samples.firstIndex(of: sample).map { fit.coefficients[$0] } ?? 0
        let beyond = (target - prediction) * (coefficient < 0 ? -1 : 1) - 0.1
        if coefficient == 0 {
          #expect(abs(target - prediction) < 0.1 + 1e-6)
        } else {
          #expect(abs(coefficient) == cost ? beyond > -1e-6 : abs(beyond) < 1e-6)
        }
      }
      let others = [3, 9, 57]
      for (found, other) in zip(descent.predictions(ofOthers: others), others) {
        #expect(abs(found - fit.prediction { kernel[$0, other] }) < 1e-9)
      }
    }
    #expect(throws: SupportVectorError.self) { try descent.run(cost: 1, tolerance: 1e-3) }
  }
}
