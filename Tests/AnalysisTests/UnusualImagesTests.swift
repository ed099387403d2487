import Method
import Numerics
import Testing

@testable import Analysis

/// Images that are small, long or coloured, and responses in any units.
struct UnusualImagesTests {
  private static func settings(height: Int, width: Int, steps: Int) -> AnalysisSettings {
    var settings = AnalysisSettings()
    settings.network = settings.network.fitted(height: height, width: width)
    settings.training.members = 1
    settings.training.epochs = 2
    settings.training.leastSteps = steps
    settings.training.batch = 32
    settings.optimalImages.seeds = 2
    settings.optimalImages.iterations = 10
    settings.comparisonModels = []
    return settings
  }

  private static func analyse(_ stimuli: Tensor, training: Int, steps: Int = 150, _ field: (Int) -> Double) throws -> (
    NeuronResult, SharedStimuli
  ) {
    let signal = (0..<stimuli.count).map { image in
      max(0, stimuli[image].enumerated().reduce(0.0) { $0 + Double($1.element) * field($1.offset) })
    }
    let deviation = Statistics.standardDeviation(signal) ?? 1
    let noise = RandomStream(seed: 9, trial: "noise").normals(stimuli.count)
    let responses = zip(signal, noise).map { Float($0 / deviation) + 0.2 * $1 }
    let shared = try SharedStimuli(
      stimuli: stimuli.gather(Array(0..<training)), testStimuli: stimuli.gather(Array(training..<stimuli.count)), sha256: "s",
      settings: settings(height: stimuli.shape[2], width: stimuli.shape[3], steps: steps), seed: 1)
    let found = try Analysis.analyse(
      neuron: "n", responses: Tensor(shape: [1, training], values: Array(responses[..<training])),
      testResponses: Tensor(shape: [1, stimuli.count - training], values: Array(responses[training...])), shared: shared,
      progress: { _, _ in }, isCancelled: { false })
    return (found, shared)
  }

  /// Checkerboards of 8 x 8 as in reverse correlation, and spectrograms of 32 frequencies x 10 times, with the network that they get by themselves.
  @Test(arguments: [(8, 8), (32, 10)])
  func smallAndLongImagesAreAnalysed(height: Int, width: Int) throws {
    let size = height * width
    let stream = RandomStream(seed: 9, trial: "small")
    let stimuli = Tensor(
      shape: [300, 1, height, width], values: (0..<300).flatMap { stream.normals(size, step: $0) }.map { $0 > 0 ? 1 : 0 })
    let (found, _) = try Self.analyse(stimuli, training: 240) { pixel in
      let (y, x) = (Double(pixel / width) - Double(height) / 2, Double(pixel % width) - Double(width) / 2)
      return Elementary.exp(-(x * x + y * y) / 4) * Elementary.cos(1.2 * x)
    }
    #expect(found.document.facts.isPredicted && found.optimalImages.shape == [2, 1, height, width])
    #expect(try #require(found.document.facts.predictionSimilarity) > 0.6)
  }

  /// A cell of red against green on images whose colours vary a 25th of their luminance, as blue against yellow does in natural scenes: nothing is taken from its images,
  /// which have the opponent colours.
  @Test func aColourOpponentCellKeepsItsColours() throws {
    let (side, count) = (12, 400)
    let stream = RandomStream(seed: 9, trial: "colours")
    let values = (0..<count).flatMap { image -> [Float] in
      let (grey, colour) = (stream.normals(side * side, step: 2 * image), stream.normals(side * side, step: 2 * image + 1))
      return zip(grey, colour).map { $0 + 0.2 * $1 } + zip(grey, colour).map { $0 - 0.2 * $1 }
    }
    let (found, shared) = try Self.analyse(Tensor(shape: [count, 2, side, side], values: values), training: 320, steps: 600) { pixel in
      let (y, x) = (Double(pixel % 144 / side) - 5.5, Double(pixel % side) - 5.5)
      return (pixel < 144 ? 1 : -1) * Elementary.exp(-(x * x + y * y) / 6)
    }
    #expect(shared.constrain == nil)
    #expect(found.document.facts.isPredicted, "r = \(found.document.facts.predictionSimilarity ?? .nan)")
    let best = Array(found.optimalImages[0])
    var (opponent, all) = (0.0, 0.0)
    for pixel in 0..<144 {
      let (red, green) = (Double(best[pixel]), Double(best[144 + pixel]))
      opponent += (red - green) * (red - green) / 2
      all += red * red + green * green
    }
    // In the stimuli it is a 26th.
    #expect(opponent > 0.5 * all, "\(opponent) of \(all)")
  }

  /// Amperes, raw counts and whatever else: the same z-scores.
  @Test(arguments: [(1e-30, 0), (1e30, 0), (-3, 100)] as [(Float, Float)])
  func unitsDoNotMatter(factor: Float, offset: Float) throws {
    let values = RandomStream(seed: 9, trial: "units").normals(60)
    let none = Tensor(shape: [1, 0])
    guard case .analysable(let plain) = StandardisedResponses.of(Tensor(shape: [1, 60], values: values), test: none),
      case .analysable(let other) = StandardisedResponses.of(
        Tensor(shape: [1, 60], values: values.map { $0 * factor + offset }), test: none)
    else {
      Issue.record("must be analysable")
      return
    }
    let sign = factor < 0 ? -1.0 : 1
    for (own, scaled) in zip(plain.training.compactMap(\.self), other.training.compactMap(\.self)) {
      let difference = own - sign * scaled
      #expect(abs(difference) < 1e-4)
    }
    #expect(other.training.compactMap(\.self).count == 60)
  }
}
