import Method
import Networks
import Numerics
import Testing

@testable import Analysis

struct PreferenceTests {
  private func image(_ pixel: (Int, Int) -> Double) -> Tensor {
    Tensor(shape: [1, 1, 16, 16], values: (0..<256).map { Float(pixel($0 % 16, $0 / 16)) })
  }

  @Test func smoothImagesAndNoiseAreToldApart() {
    let noise = RandomStream(seed: 1, trial: "noisy image").normals(256)
    let cases: [(Tensor, ClosedRange<Double>)] = [
      (image { x, y in Elementary.cos(2 * .pi * Double(x) / 6) }, 0.6...0.85), (image { x, y in Double(noise[y * 16 + x]) }, -0.2...0.2),
      (image { x, y in Double((x + y) % 2) }, -1...(-0.99)), (image { _, _ in 1 }, 0...0),
    ]
    for (image, range) in cases { #expect(range.contains(ImageQuality(image: image, shown: -3...3).smoothness)) }
  }

  @Test func flagsHaveTheirBounds() {
    let ramp = ImageQuality(image: image { x, _ in Double(x) }, shown: 0...14)
    #expect(ramp.beyond == 1.0 / 16)
    let natural = ramp.report(seed: 3, activation: 2, earlier: 1.97, natural: 1.6)
    #expect(natural == .init(seed: 3, activation: 2, relativeToNatural: 1.25, converged: true, clipped: true, noisy: false))
    let growing = ImageQuality(image: image { x, y in Double((x + y) % 2) }, shown: 0...1)
      .report(seed: 0, activation: 2, earlier: 1.95, natural: -1)
    #expect(growing == .init(seed: 0, activation: 2, relativeToNatural: nil, converged: false, clipped: false, noisy: true))
  }

  @Test func membersThatAreOneAgree() throws {
    let input = InputShape(channels: 1, height: 16, width: 16)
    let networks = try (0..<2).map { member in
      try Network(
        description: NetworkDescription(), input: input, stream: RandomStream(seed: 2, trial: "transfer", member: member))
    }
    func transfer(_ members: [Network]) throws -> Double? {
      var settings = OptimalImageSettings()
      settings.iterations = 20
      return try CrossModelTransfer.measure(
        members, loss: .poisson, settings: settings, seed: 1, neuron: StreamKey("n"), isCancelled: { false })
    }
    #expect(try transfer([networks[0]]) == nil)
    #expect(abs(try #require(try transfer([networks[0], networks[0]])) - 1) < 1e-5)
    // Two networks that learned nothing have nothing in common.
    #expect(try #require(try transfer(networks)) < 1)
  }
}
