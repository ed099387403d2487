import Method
import Numerics

/// What the networks that learnt all neurons at once add to each neuron's own, over the neurons that have both.
public struct PopulationMemberFigures: Codable, Sendable, Equatable {
  /// Prediction similarity of the neurons' own members alone, and of the population members alone.
  public var own: MeanEstimate
  public var population: MeanEstimate
  /// That of all members together less that of the neurons' own, neuron by neuron.
  public var gain: MeanEstimate
  /// Two-sided p of Wilcoxon's signed-rank test of the gains; nil where no neuron differs.
  public var pValue: Double?

  /// Nil where no neuron has population members.
  init?(_ facts: [NeuronFacts], seed: UInt64) {
    let cells = facts.compactMap { facts -> (own: Double, population: Double, gain: Double)? in
      guard let joint = facts.predictionSimilarity, let own = facts.predictionSimilarityOwn,
        let population = facts.predictionSimilarityPopulation
      else { return nil }
      return (own, population, joint - own)
    }
    let gains = cells.map(\.gain)
    guard let own = MeanEstimate(cells.map(\.own), seed: seed, quantity: "prediction_similarity_own"),
      let population = MeanEstimate(cells.map(\.population), seed: seed, quantity: "prediction_similarity_population"),
      let gain = MeanEstimate(gains, seed: seed, quantity: "population_gain")
    else { return nil }
    self.own = own
    self.population = population
    self.gain = gain
    pValue = WilcoxonSignedRank(differences: gains)?.pValue
  }
}
