import Method
import Numerics
import TestSupport
import Testing

@testable import Analysis

/// Networks that learnt two cells at once, beside the networks of one.
@Suite struct PopulationMembersTests {
  private static let images = (training: SimulatedNeuron.training.gather(Array(0..<200)), test: SimulatedNeuron.test.gather(Array(0..<80)))
  private static let neurons = ["simple", "complex", "silent"]
  private static let responses = {
    let cells = [SimulatedNeuron(kind: .simple), SimulatedNeuron(kind: .complex)]
    return cells.map { (training: $0.responses(to: images.training, noise: 0.5), test: $0.responses(to: images.test, noise: 0.5)) }
      + [(training: Tensor(shape: [1, 200]), test: Tensor(shape: [1, 80]))]
  }()

  private static func settings(_ members: Int?) -> AnalysisSettings {
    var settings = AnalysisSettings()
    settings.network.convolutions = [.init(channels: 8, side: 5)]
    settings.training.members = 1
    settings.training.epochs = 6
    settings.training.leastSteps = 6
    settings.training.batch = 32
    settings.optimalImages.seeds = 4
    settings.optimalImages.iterations = 10
    settings.comparisonModels = []
    settings.populationMembers = members
    return settings
  }

  private static func shared(_ members: Int?, _ population: PopulationNetworks? = nil) throws -> SharedStimuli {
    try SharedStimuli(
      stimuli: images.training, testStimuli: images.test, sha256: "s", settings: settings(members), seed: 1, population: population)
  }

  private static func population(_ members: Int) throws -> PopulationNetworks {
    let shared = try shared(members)
    let parameters = try (0..<members).map {
      try PopulationNetworks.train(
        member: $0, neurons: neurons, responses: responses, recorded: 3, shared: shared, isCancelled: { false })
    }
    return PopulationNetworks(
      neurons: neurons, parameters: Tensor(shape: [members, parameters[0].count], values: parameters.flatMap { $0 }))
  }

  private func result(_ shared: SharedStimuli, _ place: Int = 0) throws -> NeuronResult {
    try analyse(
      neuron: Self.neurons[place], responses: Self.responses[place].training, testResponses: Self.responses[place].test, shared: shared,
      progress: { _, _ in }, isCancelled: { false })
  }

  @Test func theyPredictAndLeaveImagesAndLabelsAlone() async throws {
    await lettingOthersBegin()
    let population = try Self.population(2)
    let (without, with) = try (result(Self.shared(nil)), result(Self.shared(2, population)))
    #expect(with.optimalImages == without.optimalImages && with.distinctImages == without.distinctImages)
    #expect(with.testPrediction != without.testPrediction)
    var facts = with.document.facts
    #expect(facts.populationMembers?.count == 2)
    for member in facts.populationMembers ?? [] {
      #expect(try #require(member.predictionSimilarity) > 0.3)
      #expect((1...6).contains(member.bestEpoch))
    }
    #expect(facts.predictionSimilarityOwn == without.document.facts.predictionSimilarity)
    let joint = try #require(facts.predictionSimilarity)
    #expect(try joint > #require(without.document.facts.predictionSimilarity))
    // But for the prediction, the same facts.
    facts.populationMembers = nil
    facts.predictionSimilarityOwn = nil
    facts.predictionSimilarityPopulation = nil
    facts.predictionSimilarity = without.document.facts.predictionSimilarity
    facts.predictionSimilarityLow = without.document.facts.predictionSimilarityLow
    facts.predictionSimilarityHigh = without.document.facts.predictionSimilarityHigh
    #expect(facts == without.document.facts)
    #expect(try result(Self.shared(2, population)) == with)
    #expect(try result(Self.shared(2, population), 2).document.facts.state == .notAnalysable)
  }

  @Test func theNetworksAndTheSettingsMustFit() throws {
    let population = try Self.population(2)
    #expect(throws: AnalysisError.self) { try result(Self.shared(2)) }
    #expect(throws: AnalysisError.self) { try result(Self.shared(nil, population)) }
    #expect(throws: AnalysisError.self) { try result(Self.shared(1, population)) }
    let others = PopulationNetworks(neurons: ["a", "b", "c"], parameters: population.parameters)
    #expect(throws: AnalysisError.self) { try result(Self.shared(2, others)) }
    let cut = PopulationNetworks(neurons: Self.neurons, parameters: Tensor(shape: [2, 5]))
    #expect(throws: AnalysisError.self) { try result(Self.shared(2, cut)) }
  }
}
