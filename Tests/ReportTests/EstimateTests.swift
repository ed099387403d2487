import Numerics
import Testing

@testable import Report

@Suite struct EstimateTests {
  @Test func sharesCarryTheirInterval() throws {
    let share = try #require(Proportion(739, of: 997))
    #expect(abs(share.share - 0.7412) < 1e-4 && abs(share.low - 0.7131487230424035) < 1e-12 && abs(share.high - 0.7674468755519724) < 1e-12)
  }

  @Test func aSingleNeuronHasNoInterval() {
    let estimate = MeanEstimate([0.5], seed: 1, quantity: "q")
    #expect(estimate?.mean == 0.5 && estimate?.low == nil && estimate?.high == nil)
  }

  @Test func noneOfNoneIsNotAvailable() {
    #expect(Proportion(0, of: 0) == nil)
    #expect(MeanEstimate([], seed: 1, quantity: "q") == nil)
    #expect(Spread([]) == nil)
  }

  @Test func theBootstrapIntervalIsAboutTwoStandardErrors() throws {
    let values = RandomStream(seed: 3, trial: "test").normals(400).map(Double.init)
    let estimate = try #require(MeanEstimate(values, seed: 1, quantity: "q"))
    let mean = try #require(Statistics.mean(values))
    let error = try #require(Statistics.standardDeviation(values)) / 20
    #expect(estimate.mean == mean && estimate.count == 400)
    let (low, high) = (try #require(estimate.low), try #require(estimate.high))
    #expect(abs(low - (mean - 1.96 * error)) < 0.25 * error)
    #expect(abs(high - (mean + 1.96 * error)) < 0.25 * error)
  }

  @Test func theBootstrapFollowsFromSeedAndName() {
    let values = (0..<20).map { Double($0 * $0) + 0.125 }
    let first = MeanEstimate(values, seed: 1, quantity: "q")
    #expect(first == MeanEstimate(values, seed: 1, quantity: "q"))
    #expect(first != MeanEstimate(values, seed: 2, quantity: "q"))
    #expect(first != MeanEstimate(values, seed: 1, quantity: "p"))
  }

  @Test func quartiles() throws {
    let spread = try #require(Spread([5, 1, 2, 4, 3]))
    #expect(spread.count == 5 && spread.median == 3 && spread.lowerQuartile == 2 && spread.upperQuartile == 4)
  }
}
