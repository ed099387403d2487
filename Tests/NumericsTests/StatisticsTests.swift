import Numerics
import Testing

@Test func momentsOfAHandfulOfNumbers() {
  let samples: [Float] = [2, 4, 4, 4, 5, 5, 7, 9]
  #expect(Statistics.mean(samples) == 5)
  #expect(Statistics.variance(samples) == 4)
  #expect(Statistics.standardDeviation(samples) == 2)
  #expect(Statistics.mean([Float]()) == nil)
  #expect(Statistics.variance([Float]()) == nil)
}

@Test(arguments: [(0.0, 1.0), (0.25, 1.75), (0.5, 2.5), (0.9, 3.7), (1.0, 4.0), (2.0, 4.0), (-1.0, 1.0)])
func quantilesInterpolateLinearly(probability: Double, expected: Double) {
  #expect(abs(Statistics.quantile([3.0, 1, 4, 2], probability)! - expected) < 1e-12)
}

@Test func quantilesOfFewSamples() {
  #expect(Statistics.quantile([5.0], 0.3) == 5)
  #expect(Statistics.quantile([Double](), 0.3) == nil)
}

@Test(
  arguments: [
    ([1, 2, 3, 4], [2, 4, 6, 8], 1), ([1, 2, 3, 4], [8, 6, 4, 2], -1), ([1, 2, 3, 4], [1, -1, -1, 1], 0),
    ([0, 1, 2], [0, 1, 0.5], 0.5), ([1e6, 1e6 + 1, 1e6 + 2], [0, 1, 0.5], 0.5),
  ] as [([Float], [Float], Double)])
func correlationOfKnownPairs(x: [Float], y: [Float], expected: Double) {
  #expect(abs(Statistics.pearson(x, y)! - expected) < 1e-12)
}

@Test(
  arguments: [
    ([], []), ([1], [1]), ([0.1, 0.1, 0.1], [1, 2, 3]), ([1, 2, 3], [0.3, 0.3, 0.3]), ([1, .nan, 3], [1, 2, 3]),
    ([1, .infinity, 3], [1, 2, 3]),
  ] as [([Float], [Float])])
func correlationIsNotDefinedEverywhere(x: [Float], y: [Float]) {
  #expect(Statistics.pearson(x, y) == nil)
}
