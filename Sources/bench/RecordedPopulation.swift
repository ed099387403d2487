import Analysis
import Foundation
import Method
import Numerics
import Recordings

/// A real recording: how well the network and every comparison model predict it, neuron by neuron.
struct RecordedPopulation {
  let name: String
  let cells: [AnalysedCell]

  /// - Parameter most: at most so many neurons, evenly spread over the recording.
  init(folder: String, side: Int, most: Int?, settings: AnalysisSettings, seed: UInt64) throws {
    let recording = try Recording.load(folder, options: .init(side: side, seed: seed))
    let count = recording.neurons.count
    let chosen = most.map { most in (0..<min(most, count)).map { $0 * count / min(most, count) } } ?? Array(0..<count)
    name = recording.name
    cells = try AnalysedCell.all(of: recording, neurons: chosen, settings: settings, seed: seed)
  }

  private static let models: [(name: String, similarity: @Sendable (NeuronFacts) -> Double?)] = [
    ("Lasso", { $0.predictionSimilarityLasso }), ("ridge", { $0.predictionSimilarityRidge }),
    ("SVR", { $0.predictionSimilaritySupportVector }),
    ("linear-nonlinear", { $0.predictionSimilarityLinearNonlinear }), ("Gabor-energy ridge", { $0.predictionSimilarityGaborEnergy }),
  ]

  /// What method.md asks of three networks and of one on all neurons at 28 x 28.
  private static let bars: [(place: String, three: Double, one: Double)] = [
    ("190923", 0.412, 0.385), ("210325", 0.440, 0.415), ("201025", 0.415, 0.395),
  ]

  var measures: [Measure] {
    let facts = cells.map(\.facts)
    let network = facts.map(\.predictionSimilarity)
    let bar = Self.bars.first { name.contains($0.place) }
    var measures = [
      Measure(name, "mean test r, three networks", network.mean, count: cells.count, bar.map { .atLeast($0.three) }),
      Measure(
        name, "mean test r, one network", facts.map { $0.members.map(\.predictionSimilarity).mean }.mean, count: cells.count,
        bar.map { .atLeast($0.one) }),
    ]
    var pValues: [Double] = []
    for model in Self.models {
      let pairs = facts.compactMap { facts in
        facts.predictionSimilarity.flatMap { network in model.similarity(facts).map { (network, $0) } }
      }
      guard let test = WilcoxonSignedRank(differences: pairs.map { $0.0 - $0.1 }) else { continue }
      pValues.append(test.pValue)
      measures.append(Measure(name, "mean test r, \(model.name)", pairs.map { Optional($0.1) }.mean, count: pairs.count))
      measures.append(
        Measure(name, "network less \(model.name)", pairs.map { Optional($0.0 - $0.1) }.mean, count: pairs.count, .atLeast(0)))
      measures.append(Measure(name, "paired Wilcoxon p against \(model.name)", test.pValue, count: pairs.count))
    }
    measures.append(
      Measure(name, "largest adjusted p (Benjamini-Hochberg)", BenjaminiHochberg.adjusted(pValues).max(), count: pValues.count))
    let ledger = GateLedger(cells.map { ($0.id, $0.facts) })
    measures += ledger.passed.map {
      Measure(name, "neurons that pass the gate \($0.gate.rawValue)", Double($0.neurons), count: ledger.neurons)
    }
    return measures
      + AnalysisStage.allCases.map { stage in
        Measure(
          name, "core seconds a neuron, \(stage.rawValue)", cells.map { $0.times.seconds[stage] ?? 0 }.map(Optional.init).mean,
          count: cells.count)
      }
  }
}
