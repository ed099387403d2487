import Method
import Numerics
import Testing

@testable import Networks

/// Neurons that share a network: two simple cells that see the same images, and what is put beside them.
@Suite struct PopulationTrainingTests {
  private static let cell = SimpleCell(images: 600)
  private static let settings = {
    var settings = TrainingSettings()
    settings.epochs = 12
    settings.warmUpSteps = 0
    settings.rate = 3e-3
    return settings
  }()

  /// [images][neurons]: the cell, its negative, then the given neurons.
  private static func targets(_ others: [[Float]] = []) -> [Float] {
    cell.responses.indices.flatMap { image in [cell.responses[image], -cell.responses[image]] + others.map { $0[image] } }
  }

  private func trained(_ targets: [Float], outputs: Int) throws -> Network {
    try trainPopulation(
      TrainingSet(
        images: Self.cell.images, targets: targets, outputs: outputs, shaping: 2, training: Array(0..<480), validation: Array(480..<600)),
      neurons: (0..<outputs).map { StreamKey("neuron \($0)") }, description: smallNetwork(), settings: Self.settings, seed: 3, member: 0,
      isCancelled: { false })
  }

  /// The network with one output alone.
  private func copy(_ network: Network, output: Int) throws -> Network {
    let (below, own) = try Network.parameterCounts(network.description, input: network.input)
    let weights = below + output * (own - 1)
    var parameters = Array(network.parameters[..<below])
    parameters += network.parameters[weights..<weights + own - 1]
    parameters.append(network.parameters[below + network.outputs * (own - 1) + output])
    return try Network(description: network.description, input: network.input, parameters: parameters)
  }

  @Test func everyOutputLearnsItsNeuron() throws {
    let network = try trained(Self.targets(), outputs: 2)
    let shown = Self.cell.images.gather(Array(480..<600))
    for (output, sign) in [(0, Float(1)), (1, -1)] {
      let predicted = try copy(network, output: output).predict(shown).map { Double(sign * $0) }
      let r = try #require(Statistics.pearson(predicted, Self.cell.responses[480...].map(Double.init)))
      #expect(r > 0.5, "output \(output): \(r)")
    }
  }

  /// The controls of a run: whoever stands behind the neurons that shape a network changes no bit of what they get, and still learns an output of its own.
  @Test func whoeverStandsBehindShapesNothing() throws {
    let alone = try trained(Self.targets(), outputs: 2)
    let noise = RandomStream(seed: 9, trial: "test noise").normals(600)
    // So many that they fill more than one block of sixteen outputs.
    let others = [Self.cell.responses] + (0..<16).map { shift in noise.map { $0 * Float(shift) } }
    let beside = try trained(Self.targets(others), outputs: 19)
    for output in 0..<2 { #expect(try copy(beside, output: output).parameters == copy(alone, output: output).parameters) }
    let predicted = try copy(beside, output: 2).predict(Self.cell.images.gather(Array(480..<600))).map(Double.init)
    let r = try #require(Statistics.pearson(predicted, Self.cell.responses[480...].map(Double.init)))
    #expect(r > 0.35, "\(r)")
  }

  @Test func missingResponsesTeachNothing() throws {
    var holes = Self.targets()
    // The second neuron has no response at all: what the first learns is what it learns beside any other that is silent.
    for image in 0..<600 { holes[2 * image + 1] = .nan }
    let network = try trained(holes, outputs: 2)
    let (below, own) = try Network.parameterCounts(network.description, input: network.input)
    let fresh = RandomStream(seed: 3, purpose: .populationOutputWeights, subject: StreamKey("neuron 1"))
    let bound = 1 / Float(own - 1).squareRoot()
    let bias = network.parameters[below + 2 * (own - 1) + 1]
    #expect(bias == (2 * fresh.uniform(index: own - 1) - 1) * bound)
    #expect(network.parameters.allSatisfy { $0.isFinite })
  }

  @Test func convolutionsKeepStillAtTheRateZero() throws {
    let start = try copy(trained(Self.targets(), outputs: 2), output: 0)
    func tuned(_ rate: Double) throws -> Network {
      try fineTune(
        start, Self.cell.set, settings: Self.settings, convolutionRate: rate, seed: 1, neuron: StreamKey("cell"), member: 0,
        isCancelled: { false }
      ).network
    }
    let convolutions = (8 * 25 + 8) + (8 * 8 * 9 + 8)
    let still = try tuned(0)
    #expect(still.parameters[..<convolutions] == start.parameters[..<convolutions])
    #expect(still.parameters[convolutions...] != start.parameters[convolutions...])
    #expect(try tuned(0.4).parameters[..<convolutions] != start.parameters[..<convolutions])
  }

  /// b a new best, . none, L the rate is lowered, E the end.
  @Test(arguments: [
    ("7 6 5", "bbb"), ("7 7 7 7 7 7 7", "b.....L"), ("7 8 8 8 8 8 6 8 8 8 8 8 8", "b.....b.....L"),
    ("1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2", "b.....L.....L.....L.....E"), ("nan 3", ".b"),
  ])
  func theRateFallsWhereTheErrorDoesNot(errors: String, steps: String) {
    var plateau = Plateau()
    let taken = errors.split(separator: " ").map { error -> Character in
      switch plateau.enter(Double(error) ?? .nan) {
      case .best: "b"
      case .goOn: "."
      case .lower: "L"
      case .end: "E"
      }
    }
    #expect(String(taken) == steps)
  }
}
