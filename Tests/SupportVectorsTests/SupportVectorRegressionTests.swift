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
    let cases: [([Int], [Double], Double)] = [([0], [], 1), ([6], [1], 1), ([0], [.nan], 1), ([0], [1], -1)]
    for (samples, targets, cost) in cases {
      #expect(throws: SupportVectorError.self) {
        try SupportVectorRegression(kernel: kernel, samples: samples, targets: targets, cost: cost)
      }
    }
  }
}
