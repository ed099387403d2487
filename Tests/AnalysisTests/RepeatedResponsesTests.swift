import Numerics
import Testing

@testable import Analysis

/// [repeats, images]
private func responses(_ rows: [[Float]]) -> RepeatedResponses {
  RepeatedResponses(Tensor(shape: [rows.count, rows[0].count], values: rows.flatMap { $0 }))
}

@Test func withoutRepeatsNothingIsAvailable() {
  for single in [responses([[1, 2, 3, 4]]), responses([[1, .nan, 3, 4], [.nan, 2, .nan, .nan]])] {
    #expect(!single.areRepeated)
    #expect(single.explainableVariance == nil)
    #expect(single.explainedShare(by: [1, 2, 3, 4]) == nil)
    #expect(single.normalisedCorrelation(with: [1, 2, 3, 4]) == nil)
    #expect(single.singleTrialCorrelation(with: [1, 2, 3, 4]) == nil)
    #expect(single.jackknifeOracle == nil)
  }
}

@Test func withoutNoiseEverythingIsExplained() throws {
  let sure = responses([[1, 2, 4, 8], [1, 2, 4, 8], [1, 2, 4, 8]])
  #expect(sure.explainableVariance == 1)
  #expect(sure.explainedShare(by: [1, 2, 4, 8]) == 1)
  // Any linear function of the truth correlates perfectly with it.
  #expect(try abs(#require(sure.normalisedCorrelation(with: [3, 5, 9, 17])) - 1) < 1e-12)
  #expect(sure.jackknifeOracle == 1)
}

@Test func whereNoiseIsAllThatThereIsShareAndCorrelationAreNotDefined() {
  // Every image has the mean 0: no signal power at all.
  let noise = responses([[1, -1, 2, -2], [-1, 1, -2, 2]])
  #expect(noise.signalPower! < 0)
  #expect(noise.explainedShare(by: [1, 2, 3, 4]) == nil)
  #expect(noise.normalisedCorrelation(with: [1, 2, 3, 4]) == nil)
}

@Test func aConstantPredictionHasNoCorrelationButAShare() throws {
  let noisy = responses([[1, 2, 4, 8], [1.5, 2, 4, 7.5]])
  #expect(noisy.normalisedCorrelation(with: [1, 1, 1, 1]) == nil)
  #expect(noisy.singleTrialCorrelation(with: [1, 1, 1, 1]) == nil)
  // Never clipped: worse than the mean is below 0.
  #expect(try #require(noisy.explainedShare(by: [20, 20, 20, 20])) < 0)
}

@Test func theBootstrapIntervalHoldsTheSimilarityAndRepeatsItself() throws {
  let stream = RandomStream(seed: 3, trial: "test interval")
  let truth = stream.normals(200).map(Double.init)
  let noise = stream.normals(200, step: 1).map(Double.init)
  let noisy = zip(truth, noise).map { $0 + $1 }
  let interval = try #require(SimilarityInterval.of(truth, noisy, resamples: 400, stream: stream))
  let r = try #require(Statistics.pearson(truth, noisy))
  #expect(interval.low < r && r < interval.high)
  // Fisher: the standard error of r is (1 - r^2) / sqrt(n).
  #expect(abs(interval.standardError / ((1 - r * r) / 200.0.squareRoot()) - 1) < 0.25)
  #expect(SimilarityInterval.of(truth, noisy, resamples: 400, stream: stream) == interval)
  #expect(SimilarityInterval.of(truth, truth.map { _ in 1 }, stream: stream) == nil)
}

@Test func nonlinearityAndCoverage() {
  #expect(NonlinearityIndex(network: 0.75, linear: 0.25).index == 0.5)
  #expect(NonlinearityIndex(network: 0.1, linear: -0.2).index == nil)
  #expect(GoodTuringCoverage.of(groupSizes: [20, 3, 1]) == 1 - 1.0 / 24)
  #expect(GoodTuringCoverage.of(groupSizes: [1, 1, 1]) == 0)
  #expect(GoodTuringCoverage.of(groupSizes: []) == nil)
}

/// A grey image shown forty times, between the frames, as often as all others together: what is explained is that of the images, not mostly of the grey.
@Test func anImageThatIsShownOftenCountsOnce() throws {
  let noise = RandomStream(seed: 8, trial: "blank sweeps").normals(4000)
  func fev(blank repeats: Int) throws -> Double {
    var values = [Float](repeating: .nan, count: 40 * 100)
    for image in 0..<100 {
      for row in 0..<(image == 0 ? repeats : 4) {
        let signal: Float = image == 0 ? 0 : image % 2 == 0 ? 1 : -1
        values[row * 100 + image] = signal + (image == 0 ? 0.1 : 1) * noise[row * 100 + image]
      }
    }
    return try #require(RepeatedResponses(Tensor(shape: [40, 100], values: values)).explainableVariance)
  }
  #expect(abs(try fev(blank: 4) - 0.5) < 0.05)
  #expect(abs(try fev(blank: 40) - fev(blank: 4)) < 0.01)
}

/// Two slow series that have nothing to do with each other look alike by chance, and the interval says so.
@Test func slowSeriesAreFewIndependentOnes() throws {
  let slow = { (name: String) -> [Double] in
    let noise = RandomStream(seed: 4, trial: name).normals(220).map(Double.init)
    return (0..<200).map { image in noise[image..<image + 20].reduce(0, +) }
  }
  let (first, second) = (slow("one"), slow("other"))
  let white = RandomStream(seed: 4, trial: "white").normals(200).map(Double.init)
  #expect(SimilarityInterval.segments(first, second, gap: 0) == 200)
  // 1 + 4 sum (1 - k/20)^2 is 26 images a segment at most; the gap allows 20.
  #expect((9...12).contains(SimilarityInterval.segments(first, first, gap: 19)))
  #expect(SimilarityInterval.segments(first, second, gap: 19) <= 25)
  #expect(SimilarityInterval.segments(white, second, gap: 19) > 70)
  let stream = RandomStream(seed: 1, trial: "interval")
  let alone = try #require(SimilarityInterval.of(first, second, stream: stream))
  let together = try #require(
    SimilarityInterval.of(first, second, segments: SimilarityInterval.segments(first, second, gap: 19), stream: stream))
  #expect(together.high - together.low > 1.5 * (alone.high - alone.low))
  #expect(SimilarityInterval.of(first, second, segments: 4, stream: stream) == nil)
}
