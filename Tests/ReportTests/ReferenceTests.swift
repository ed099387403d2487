import Foundation
import Messages
import Method
import Numerics
import TestSupport
import Testing

@testable import Report

/// Every figure of `population.json` beside numpy and scipy: they are compared as they stand in the file, by their place in it.
@Test func theFiguresOfAPopulationEqualTheReference() throws {
  let cases = try Reference.table.get().filter { $0.quantity == "population" }
  #expect(!cases.isEmpty)
  for reference in cases {
    let report = PopulationReport(
      recording: "reference", seed: UInt64(try reference.number("seed")), settings: AnalysisSettings(), methodVersion: 1, neurons: [])
    let population = Population(of: report, try MadeUpNeurons(reference).entries)
    let document = try JSONSerialization.jsonObject(with: Data(PopulationReport.json(population)))
    let differences = reference.differences(of: numbers(document))
    #expect(differences.isEmpty, "\(differences)")
  }
}

/// The numbers of a JSON document by their place: `diversity.index.median`, `comparisons.0.p_value`.
private func numbers(_ value: Any, _ place: [String] = []) -> [String: Double?] {
  if let object = value as? [String: Any] {
    return object.reduce(into: [:]) { found, member in found.merge(numbers(member.value, place + [member.key])) { first, _ in first } }
  }
  if let array = value as? [Any] {
    return array.enumerated().reduce(into: [:]) { found, member in
      found.merge(numbers(member.element, place + [String(member.offset)])) { first, _ in first }
    }
  }
  return (value as? NSNumber).map { [place.joined(separator: "."): $0.doubleValue] } ?? [:]
}

/// The table's neurons as the report sees them.
private struct MadeUpNeurons {
  let columns: [String: [Double?]]

  init(_ reference: Reference.Case) { columns = reference.inputs }

  var entries: [NeuronEntry] { get throws { try (columns["kind"] ?? []).indices.map(entry) } }

  private func entry(_ place: Int) throws -> NeuronEntry {
    let kind = [nil, "simple", "complex", "shuffled"][Int(try #require(columns["kind"]?[place]))]
    let neuron = Neuron(
      id: kind.map { "control-\($0)-\(place)" } ?? "n\(place)", columns: kind.map { ["control": $0, "control_of": ""] } ?? [:])
    let none = Tensor(shape: [0, 1, 2, 2])
    let document = NeuronResult.Document(
      neuron: neuron.id, methodVersion: 1, seed: 1, stimuliSha256: "", facts: facts { columns[$0]?[place] ?? nil })
    return NeuronEntry(
      neuron,
      .result(NeuronResult(document: document, optimalImages: none, distinctImages: none, testPrediction: Tensor(shape: [0]))))
  }

  private func facts(_ value: (String) -> Double?) -> NeuronFacts {
    var facts = NeuronFacts(state: .analysed, trainingImages: 80, testImages: 20)
    facts.predictionSimilarity = value("prediction_similarity")
    facts.predictionSimilarityOwn = value("own")
    facts.predictionSimilarityLow = value("prediction_low")
    facts.predictionSimilarityPopulation = value("population")
    facts.predictionSimilarityRidge = value("prediction_similarity_ridge")
    facts.predictionSimilarityLasso = value("prediction_similarity_lasso")
    facts.predictionSimilarityLinearNonlinear = value("prediction_similarity_linear_nonlinear")
    facts.predictionSimilarityGaborEnergy = value("prediction_similarity_gabor_energy")
    facts.predictionSimilaritySupportVector = value("prediction_similarity_support_vector")
    facts.explainableVariance = value("explainable_variance")
    facts.explainedShare = value("explained_share")
    facts.normalisedCorrelation = value("normalised_correlation")
    facts.singleTrialCorrelation = value("single_trial_correlation")
    facts.jackknifeOracle = value("jackknife_oracle")
    facts.nonlinearityIndex = value("nonlinearity_index")
    facts.linearFieldSimilarity = value("linear_field_similarity")
    facts.crossModelTransfer = value("cross_model_transfer")
    facts.seedCoverage = value("seed_coverage")
    facts.label = value("label").map { NeuronFacts.Label.allCases[Int($0)] }
    if let simple = value("simple"), let complex = value("complex") {
      facts.complexness = .init(simple: simple, complex: complex, low: 0, high: 0)
    }
    if let activation = value("activation") {
      facts.optimalImages = [.init(seed: 0, activation: activation)]
      facts.optimalImages[0].relativeToGabor = value("gabor_ratio")
    }
    facts.bestNaturalActivation = value("natural")
    facts.distinctImages = (0..<Int(value("distinct") ?? 0)).map { _ in .init(activation: 1, seeds: 1, gabor: gabor(value)) }
    if let tau = value("tau"), let error = value("tau_error") {
      facts.phaseTolerance = PhaseTolerance(
        tau: tau, standardError: error, weights: [1, 0, 0, 0], largestOther: 0, exponent: 1, rotation: 0, isDefined: true)
    }
    facts.inSilico = InSilico(
      offPhaseRatio: value("off_phase_ratio"), gratingModulation: value("grating_modulation"),
      orientationSelectivity: value("orientation_selectivity"), deflatedActivation: value("rho2"), deflatedOverlap: value("q"),
      responseAtOtherOrientations: value("others"), diversity: value("diversity"))
    return facts
  }

  private func gabor(_ value: (String) -> Double?) -> GaborFit? {
    guard let similarity = value("gabor_similarity"), let orientation = value("orientation") else { return nil }
    let gabor = Gabor(orientation: orientation, wavelength: 2, sigma: 1, aspect: 1, phase: 0, centreX: 0, centreY: 0)
    return GaborFit(gabor: gabor, similarity: similarity, channelWeights: [1], isGabor: true)
  }
}
