import Method
import Numerics

/// The networks of a population against one comparison model, over the neurons that have both.
public struct Comparison: Codable, Sendable, Equatable {
  public var model: ComparisonModel
  /// The model's own prediction similarity.
  public var predictionSimilarity: MeanEstimate
  /// The network's minus the model's, neuron by neuron.
  public var advantage: MeanEstimate
  /// The neurons whose network predicts better.
  public var networkAhead: Proportion
  /// Two-sided p of Wilcoxon's signed-rank test of the advantages; nil where no neuron differs.
  public var pValue: Double?
  /// The same, adjusted for the number of comparison models: the false discovery rate at which the test is still called (Benjamini & Hochberg 1995).
  public var adjustedPValue: Double?

  /// Every comparison model that any neuron has.
  static func all(_ entries: [NeuronEntry], seed: UInt64) -> [Comparison] {
    var comparisons = ComparisonModel.allCases.compactMap { Comparison($0, entries, seed: seed) }
    let tested = comparisons.indices.filter { comparisons[$0].pValue != nil }
    for (place, adjusted) in zip(tested, BenjaminiHochberg.adjusted(tested.compactMap { comparisons[$0].pValue })) {
      comparisons[place].adjustedPValue = adjusted
    }
    return comparisons
  }

  /// Nil where no neuron has both.
  init?(_ model: ComparisonModel, _ entries: [NeuronEntry], seed: UInt64) {
    let pairs = entries.compactMap { entry -> (network: Double, model: Double)? in
      guard let facts = entry.facts, let network = facts.predictionSimilarity, let other = model.similarity(facts) else { return nil }
      return (network, other)
    }
    let advantages = pairs.map { $0.network - $0.model }
    guard let similarity = MeanEstimate(pairs.map(\.model), seed: seed, quantity: "prediction_similarity_" + model.rawValue),
      let advantage = MeanEstimate(advantages, seed: seed, quantity: "advantage_" + model.rawValue),
      let ahead = Proportion(advantages.filter { $0 > 0 }.count, of: pairs.count)
    else { return nil }
    self.model = model
    predictionSimilarity = similarity
    self.advantage = advantage
    networkAhead = ahead
    pValue = WilcoxonSignedRank(differences: advantages)?.pValue
  }
}
