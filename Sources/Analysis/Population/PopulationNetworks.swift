import Method
import Networks
import Numerics

/// The networks that learnt all neurons of a recording at once, before each neuron fine-tunes a copy: an input that all neurons of a run share, like its stimuli.
public struct PopulationNetworks: Sendable {
  /// The neurons' ids, in the order of the outputs.
  public let neurons: [String]
  /// One row for each member, each validated on another fold: the parameters below the outputs, the outputs' weights one after another, their biases.
  public let parameters: Tensor
  private let places: [String: Int]

  /// - Parameter parameters: [members, parameters].
  public init(neurons: [String], parameters: Tensor) {
    self.neurons = neurons
    self.parameters = parameters
    places = Dictionary(neurons.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  /// The parameters of one member: a pure function of its arguments.
  ///
  /// - Parameters:
  ///   - responses: of every neuron to the training images, [repeats, images], and to the test images, which are not looked at.
  ///   - recorded: the first so many neurons shape the network; the others, its controls, learn their own output on what these shaped.
  ///   - member: which of the settings' members, hence which fold validates.
  /// - Throws: what training throws; `CancellationError`.
  public static func train(
    member: Int, neurons: [String], responses: [(training: Tensor, test: Tensor)], recorded: Int, shared: SharedStimuli,
    isCancelled: () -> Bool
  ) throws -> [Float] {
    let settings = shared.settings
    let loss = settings.training.loss
    var targets = [Float](repeating: .nan, count: shared.training.count * neurons.count)
    var hasResponses = false
    for (place, own) in responses.enumerated() {
      guard case .analysable(let standardised) = StandardisedResponses.of(own.training, test: own.test, loss: loss) else { continue }
      if place < recorded { hasResponses = true }
      for (image, target) in standardised.networkTargets(loss).enumerated() where standardised.training[image] != nil {
        targets[image * neurons.count + place] = target
      }
    }
    let description = PopulationRecipe.network(settings.network)
    guard hasResponses else {
      // Nobody will ask for it.
      let (below, own) = try Network.parameterCounts(description, input: shared.input)
      return [Float](repeating: 0, count: below + neurons.count * own)
    }
    let set = TrainingSet(
      images: shared.training, targets: targets, outputs: neurons.count, shaping: recorded, training: shared.folds.training(member),
      validation: shared.folds.validation(member))
    return try trainPopulation(
      set, neurons: neurons.map { StreamKey($0) }, description: description, settings: PopulationRecipe.training(settings.training),
      seed: shared.seed, member: member, isCancelled: isCancelled
    ).parameters
  }

  /// Each member with the output of one neuron alone, ready to be fine-tuned.
  /// - Throws: `AnalysisError` where the neuron is not among them, or the parameters are not those of networks for these images.
  func networks(of neuron: String, settings: AnalysisSettings, input: InputShape) throws -> [Network] {
    let description = PopulationRecipe.tunedNetwork(settings.network)
    guard let place = places[neuron] else {
      throw AnalysisError(.shapeMismatch, "the population's networks have no output for neuron \(neuron)")
    }
    let (below, own) = try Network.parameterCounts(description, input: input)
    guard parameters.shape.count == 2, parameters.count == settings.populationMembers, parameters.stride == below + neurons.count * own
    else {
      throw AnalysisError(
        .shapeMismatch,
        "population parameters \(parameters.shape) are not those of \(settings.populationMembers ?? 0) networks with \(below) shared parameters and \(own) for each of \(neurons.count) neurons"
      )
    }
    return try (0..<parameters.count).map { member in
      let all = parameters[member]
      let outputs = all.startIndex + below
      let weights = outputs + place * (own - 1)
      return try Network(
        description: description, input: input,
        parameters: all[..<outputs] + all[weights..<weights + own - 1] + [all[outputs + neurons.count * (own - 1) + place]])
    }
  }
}
