import Method
import Numerics
import Testing

@testable import Analysis

struct StimulusChannelsTests {
  /// A stack of the given channels, each [images, 1, height, width] or, as a number, constant.
  private static func stack(_ channels: [Tensor?], constant: Float = 255) throws -> Tensor {
    let some = try #require(channels.compactMap(\.self).first)
    let values = (0..<some.count).flatMap { image in
      channels.flatMap { $0.map { Array($0[image]) } ?? [Float](repeating: constant, count: some.stride) }
    }
    return Tensor(shape: [some.count, channels.count] + some.shape.dropFirst(2), values: values)
  }

  @Test func constantAndEqualChannelsAreToldAndComeBack() throws {
    let first = Tensor(shape: [2, 1, 1, 2], values: [1, 2, 3, 4])
    let second = Tensor(shape: [2, 1, 1, 2], values: [1, 2, 3, 5])
    let stimuli = try Self.stack([nil, first, second, first])
    let channels = StimulusChannels(stimuli)
    #expect(channels.kept == [1, 2] && channels.places == [nil, 0, 1, 0] && !channels.areAllKept)
    #expect(channels.reduced(stimuli) == (try Self.stack([first, second])))
    #expect(channels.restored(channels.reduced(stimuli)) == (try Self.stack([nil, first, second, first], constant: 0)))
    #expect(channels.restored([0.5, -1]) == [0, 0.5, -1, 0.5])
    let units = channels.restoredUnits(channels.reduced(stimuli))
    for image in 0..<2 {
      #expect(abs(units[image].reduce(0, +)) < 1e-6 && abs(units[image].reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
      #expect(units[image].prefix(2).allSatisfy { $0 == 0 })
    }
    #expect(StimulusChannels(try Self.stack([first, second])).areAllKept)
  }

  /// Grey stored as RGBA is analysed as grey: the same findings, number for number, and pictures in which no colour and no transparency was made up.
  @Test func greyStoredAsColourIsGrey() throws {
    let cell = SimulatedNeuron(kind: .simple)
    let (grey, greyTest) = (SimulatedNeuron.training.gather(Array(0..<100)), SimulatedNeuron.test.gather(Array(0..<40)))
    var settings = AnalysisSettings()
    settings.training.epochs = 1
    settings.training.leastSteps = 60
    settings.training.members = 1
    settings.optimalImages.seeds = 3
    settings.optimalImages.iterations = 5
    settings.optimalImages.leastExciting = true
    settings.comparisonModels = [.ridge]
    func found(_ stimuli: Tensor, _ test: Tensor) throws -> NeuronResult {
      let shared = try SharedStimuli(stimuli: stimuli, testStimuli: test, sha256: "s", settings: settings, seed: 1)
      return try analyse(
        neuron: "n", responses: cell.responses(to: grey, noise: 0.2), testResponses: cell.responses(to: greyTest, noise: 0.2),
        shared: shared, progress: { _, _ in }, isCancelled: { false })
    }
    let plain = try found(grey, greyTest)
    let coloured = try found(Self.stack([grey, grey, grey, nil]), Self.stack([greyTest, greyTest, greyTest, nil]))
    var facts = coloured.document.facts
    for place in facts.distinctImages.indices {
      #expect(facts.distinctImages[place].gabor?.channelWeights == [1, 1, 1, 0])
      facts.distinctImages[place].gabor?.channelWeights = [1]
    }
    #expect(facts == plain.document.facts && coloured.testPrediction == plain.testPrediction)
    #expect(coloured.optimalImages.shape == [3, 4, 18, 18] && coloured.furtherImages.shape == [1, 4, 18, 18])
    for (image, own) in [(coloured.optimalImages, plain.optimalImages), (coloured.furtherImages, plain.furtherImages)] {
      for place in 0..<image.count {
        let pixels = Array(image[place])
        #expect(pixels == Array(own[place]) + Array(own[place]) + Array(own[place]) + [Float](repeating: 0, count: 324))
      }
    }
  }

  @Test func stimuliOfConstantChannelsAreRefused() throws {
    let flat = Tensor(shape: [20, 2, 1, 2], values: (0..<80).map { $0 / 2 % 2 == 0 ? 1 : 2 })
    #expect {
      try SharedStimuli(stimuli: flat, testStimuli: flat, sha256: "s", settings: AnalysisSettings(), seed: 1)
    } throws: {
      ($0 as? AnalysisError)?.code == .badStimuli
    }
  }
}
