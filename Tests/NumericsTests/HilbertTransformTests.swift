import Numerics
import Testing

struct HilbertTransformTests {
  /// The transform of a single point on a circle of N samples: 2 / N cot(pi n / N) at odd distances n, 0 at even ones, and nothing across the axis.
  @Test func aPointBecomesACotangent() {
    let (height, width, place) = (5, 6, (x: 2, y: 3))
    var image = [Double](repeating: 0, count: height * width)
    image[place.y * width + place.x] = 1
    let across = HilbertTransform(height: height, width: width, axis: (1, 0)).transform(image)
    let down = HilbertTransform(height: height, width: width, axis: (0, 1)).transform(image)
    let expected = { (distance: Int, side: Int) -> Double in
      guard distance % 2 != 0 else { return 0 }
      let angle = Double.pi * Double(distance) / Double(2 * side)
      return Elementary.cos(angle) / Elementary.sin(angle) / Double(side)
    }
    for y in 0..<height {
      for x in 0..<width {
        #expect(abs(across[y * width + x] - (y == place.y ? expected(x - place.x, width) : 0)) < 1e-12)
        #expect(abs(down[y * width + x] - (x == place.x ? expected(y - place.y, height) : 0)) < 1e-12)
      }
    }
  }

  /// The other way along the axis the delay is an advance.
  @Test func theOppositeAxisGivesTheNegative() {
    let image = RandomStream(seed: 4, trial: "hilbert").normals(7 * 4).map(Double.init)
    let one = HilbertTransform(height: 7, width: 4, axis: (0.8, 0.6)).transform(image)
    let other = HilbertTransform(height: 7, width: 4, axis: (-0.8, -0.6)).transform(image)
    #expect(zip(one, other).allSatisfy { abs($0 + $1) < 1e-12 })
  }

  @Test func aCosineUnderAnEnvelopeBecomesItsSine() throws {
    let wave = { (phase: Double) in
      (0..<24 * 24).map { pixel -> Double in
        let (x, y) = (Double(pixel % 24) - 11.5, Double(pixel / 24) - 11.5)
        return Elementary.exp(-(x * x + y * y) / 24) * Elementary.cos(1.1 * (0.6 * x + 0.8 * y) + phase)
      }
    }
    let shifted = HilbertTransform(height: 24, width: 24, axis: (0.6, 0.8)).transform(wave(0.3))
    #expect(try #require(Statistics.pearson(shifted, wave(0.3 - .pi / 2))) > 0.99)
  }
}
