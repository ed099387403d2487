import Method
import Numerics
import Testing

@testable import Analysis

struct DistinctImagesTests {
  /// 1 x 4 images in the plane of two orthogonal patterns of zero mean, by their angle in degrees.
  private func images(_ angles: [Double]) -> Tensor {
    Tensor(
      shape: [angles.count, 1, 2, 2],
      values: angles.flatMap { angle in
        let even = Float(Elementary.cos(angle * .pi / 180))
        let odd = Float(Elementary.sin(angle * .pi / 180))
        return [even + odd, even - odd, -even + odd, -even - odd].map { $0 * 3 + 1 }
      })
  }

  struct Case: Sendable {
    var angles: [Double]
    var activations: [Double]
    var groups: [[Int]]
  }

  // r > 0.8 is less than 36.9 degrees apart.
  @Test(arguments: [
    Case(angles: [0, 10, 350], activations: [1, 1, 1], groups: [[0, 1, 2]]),
    // Opposite phases, the better one first.
    Case(angles: [0, 180, 5, 185], activations: [0.9, 1, 0.95, 0.99], groups: [[1, 3], [2, 0]]),
    // 84 % of the best is left out.
    Case(angles: [0, 90, 180], activations: [1, 0.86, 0.84], groups: [[0], [1]]),
    // 35 degrees from the first joins it; the mean is then at 17.5, and 50 is near that.
    Case(angles: [0, 35, 50], activations: [1, 0.99, 0.98], groups: [[0, 1, 2]]),
    Case(angles: [0, 50, 35], activations: [1, 0.99, 0.98], groups: [[0, 2], [1]]),
    // Nothing above zero: only the best counts.
    Case(angles: [0, 90], activations: [-2, -1], groups: [[1]]),
    Case(angles: [40], activations: [0.1], groups: [[0]]),
  ])
  func mergesGreedily(example: Case) {
    let distinct = DistinctImages(images: images(example.angles), activations: example.activations, settings: OptimalImageSettings())
    #expect(distinct.groups == example.groups)
    #expect(distinct.images.shape == [example.groups.count, 1, 2, 2])
    for group in 0..<distinct.images.count {
      let pixels = distinct.images[group].map(Double.init)
      #expect(abs(pixels.reduce(0, +)) < 1e-6)
      #expect(abs(pixels.reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
    }
  }

  @Test func theMeanOfAGroupIsItsImage() {
    let distinct = DistinctImages(images: images([10, 20]), activations: [1, 1], settings: OptimalImageSettings())
    let expected = images([15]).unitImages
    #expect(zip(distinct.images.values, expected.values).allSatisfy { abs($0 - $1) < 1e-6 })
  }
}
