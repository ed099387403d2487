import Method
import Networks
import Numerics

extension NeuronAnalysis {
  /// The population's networks after fine-tuning on this neuron, each on the training images of its own fold; none where the settings ask for none.
  /// - Throws: `AnalysisError` where the neuron has no output in them; what training throws.
  func populationMembers(isCancelled: () -> Bool) throws -> [TrainedNetwork] {
    guard let population = shared.population else { return [] }
    let settings = shared.settings
    let starts = try population.networks(of: id, settings: settings, input: shared.input)
    return try starts.enumerated().map { member, start in
      try fineTune(
        start, trainingSet(of: member), settings: PopulationRecipe.fineTuning(settings.training),
        convolutionRate: PopulationRecipe.convolutionRate, seed: shared.seed, neuron: neuron, member: member, isCancelled: isCancelled)
    }
  }
}
