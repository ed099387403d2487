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

/// SciPy: norm.cdf(-sqrt(n / (n - 1)) t.ppf(.975, n - 1)), and with .95.
@Test(
  arguments: [
    (5, 0.95, 0.0009541005518824907), (6, 0.95, 0.0024318031746115667), (10, 0.95, 0.008550639024406366), (30, 0.95, 0.01875390027822054),
    (200, 0.95, 0.024026184770620417), (6, 0.9, 0.013643939327895023), (30, 0.9, 0.04197851349197925),
  ])
func intervalsOfFewSegmentsAreWider(segments: Int, coverage: Double, tail: Double) {
  #expect(abs(Bootstrap.tail(of: segments, coverage: coverage) / tail - 1) < (segments == 5 ? 0.01 : 0.002))
}

@Test func normalQuantilesAreThoseOfSciPy() {
  #expect(abs(NormalDistribution.quantile(0.975) - 1.959963984540054) < 1e-12)
  #expect(abs(NormalDistribution.quantile(0.001) + 3.090232306167813) < 1e-9)
}

@Test func segmentsAreDrawnWhole() {
  let stream = RandomStream(seed: 1, trial: "segments")
  let drawn = Bootstrap.resample(3, of: 23, segments: 4, stream: stream)
  // 0..<5, 5..<11, 11..<17, 17..<23.
  var place = 0
  while place < drawn.count {
    let start = drawn[place]
    let length = [0: 5, 5: 6, 11: 6, 17: 6][start] ?? 0
    #expect(length > 0 && Array(drawn[place..<place + length]) == Array(start..<start + length))
    place += max(1, length)
  }
  let single = Bootstrap.interval(of: 40, resamples: 50, stream: stream) { Double($0.reduce(0, +)) }
  #expect(Bootstrap.interval(of: 40, segments: 40, resamples: 50, stream: stream) { Double($0.reduce(0, +)) } == single)
}
