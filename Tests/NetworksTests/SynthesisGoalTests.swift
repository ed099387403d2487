import Method
import Numerics
import Testing

@testable import Networks

/// Where synthesis leads an untrained network's images: any landscape will do.
struct SynthesisGoalTests {
  private let networks: [Network]
  private let settings: OptimalImageSettings

  init() throws {
    networks = try (0..<2).map { member in
      try Network(
        description: NetworkDescription(), input: InputShape(channels: 1, height: 18, width: 18),
        stream: RandomStream(seed: 1, trial: "goal weights", member: member))
    }
    var settings = OptimalImageSettings()
    settings.seeds = 8
    self.settings = settings
  }

  private func synthesised(_ goal: SynthesisGoal, _ settings: OptimalImageSettings? = nil) throws -> OptimalImages {
    try synthesise(
      networks, settings: settings ?? self.settings, seed: 1, neuron: StreamKey("goal"), goal: goal, isCancelled: { false })
  }

  private func meanDistance(_ images: Tensor) throws -> Double {
    let pairs = try (0..<images.count).flatMap { first in
      try (0..<first).map { 1 - (try #require(Statistics.pearson(Array(images[first]), Array(images[$0])))) }
    }
    return pairs.reduce(0, +) / Double(pairs.count)
  }

  @Test func theLeastExcitingImagesLieBelowNoiseAndTheOptimalOnesAbove() throws {
    var untouched = settings
    untouched.iterations = 0
    let noise = try synthesised(.most, untouched).activations
    let least = try synthesised(.least).activations
    let most = try synthesised(.most).activations
    #expect(try #require(least.max()) < #require(noise.min()))
    #expect(try #require(most.min()) > #require(noise.max()))
  }

  @Test func imagesPushedApartDifferMoreAndStayAboveTheFloor() throws {
    let most = try synthesised(.most)
    let noise = try synthesised(.least).activations
    let (high, low) = (try #require(most.activations.max()), try #require(noise.min()))
    let floor = low + 0.8 * (high - low)
    let apart = try synthesised(.apart(floor: floor))
    #expect(try meanDistance(apart.images) > meanDistance(most.images))
    // The last steps are short: none ends more than a little below.
    #expect(try #require(apart.activations.min()) > floor - 0.05 * (high - low))
    // Without any floor they part as far as eight images can: to distances of 8 / 7.
    #expect(try abs(meanDistance(synthesised(.apart(floor: -.infinity)).images) - 8.0 / 7) < 0.01)
  }

  @Test func moreThanOneBatchCannotBePushedApart() {
    var many = settings
    many.seeds = Ascent.mostInBatch + 1
    #expect {
      try synthesised(.apart(floor: 0), many)
    } throws: {
      ($0 as? NetworkError)?.code == .impossible
    }
  }
}
