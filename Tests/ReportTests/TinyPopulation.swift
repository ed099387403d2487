import Foundation
import Messages
import Method
import Numerics

@testable import Report

/// Five neurons, one for each thing that can become of a neuron, and a control that repeats the first, with names that try to break out of every format.
enum TinyPopulation {
  static let neurons = [
    Neuron(id: "simple,1", columns: ["depth": "-120", "layer": "=2+3"]),
    Neuron(id: "<i>complex</i>", columns: ["depth": "300"]),
    Neuron(id: "silent"), Neuron(id: "=dead()"), Neuron(id: "late"),
    Neuron(id: "control-repeated-simple,1", columns: ["control": "repeated", "control_of": "simple,1"]),
  ]

  static var report: PopulationReport {
    var settings = AnalysisSettings()
    settings.optimalImages.seeds = 3
    settings.populationMembers = 2
    return PopulationReport(recording: "V1 & <friends>", seed: 7, settings: settings, methodVersion: 1, neurons: neurons)
  }

  static func outcome(_ place: Int) -> NeuronOutcome {
    switch place {
    case 0, 5:
      var facts = NeuronFacts(state: .analysed, trainingImages: 80, testImages: 20)
      facts.predictionSimilarity = 0.75
      facts.predictionSimilarityOwn = 0.6875
      facts.predictionSimilarityLow = 0.5
      facts.predictionSimilarityPopulation = 0.625
      facts.predictionSimilarityRidge = 0.5
      facts.predictionSimilarityLasso = 0.625
      facts.linearFieldSimilarity = -0.5
      facts.complexness = .init(simple: 0.5, complex: 0.5, low: -0.25, high: 0)
      facts.label = .simple
      facts.bestNaturalActivation = 2
      facts.optimalImages = [.init(seed: 1, activation: 2.5), .init(seed: 0, activation: 2.25), .init(seed: 2, activation: 1)]
      facts.distinctImages = [.init(activation: 2.5, seeds: 2)]
      let gabor = Gabor(orientation: 45, wavelength: 2, sigma: 1, aspect: 0.5, phase: 90, centreX: 0.5, centreY: 0.25)
      facts.distinctImages[0].gabor = GaborFit(gabor: gabor, similarity: 0.875, channelWeights: [1], isGabor: true)
      return result(place, facts, optimal: (0..<12).map(Float.init), distinct: [0.5, -0.5, 0.25, -0.25])
    case 1:
      var facts = NeuronFacts(state: .analysed, trainingImages: 80, testImages: 20)
      facts.predictionSimilarity = 0.375
      facts.predictionSimilarityLow = 0.125
      facts.predictionSimilarityRidge = -0.25
      facts.predictionSimilarityLasso = 0.125
      facts.complexness = .init(simple: 0.125, complex: 0.375, low: 0.125, high: 0.5)
      facts.label = .complex
      facts.phaseTolerance = PhaseTolerance(
        tau: 0.5, standardError: 0.125, weights: [1, 0.5, 0.5, 0.5], largestOther: 0.5, exponent: 2, rotation: 5, isDefined: true)
      facts.inSilico = InSilico(
        offPhaseRatio: 0.5, gratingModulation: 1.5, orientationSelectivity: 0.25, deflatedActivation: 0.75, deflatedOverlap: 0.875,
        responseAtOtherOrientations: 0.25, diversity: nil)
      facts.bestNaturalActivation = -0.5
      facts.optimalImages = [.init(seed: 2, activation: 1.5), .init(seed: 1, activation: 1.25)]
      facts.distinctImages = [.init(activation: 1.5, seeds: 1), .init(activation: 1.25, seeds: 1)]
      return result(place, facts, optimal: (20..<28).map(Float.init), distinct: [1, 0, 0, -1, 0, 1, -1, 0])
    case 2:
      return result(place, NeuronFacts(state: .notAnalysable, reason: "all responses are \"equal\"", trainingImages: 80, testImages: 20))
    case 3:
      return .dead(FailureReport(class: .permanent, code: "schema", message: "A field <script>alert(1)</script> is missing,\r\nalas."))
    default:
      return .missing
    }
  }

  private static func result(_ place: Int, _ facts: NeuronFacts, optimal: [Float] = [], distinct: [Float] = []) -> NeuronOutcome {
    .result(
      NeuronResult(
        document: .init(neuron: neurons[place].id, methodVersion: 1, seed: 7, stimuliSha256: "", facts: facts),
        optimalImages: Tensor(shape: [optimal.count / 4, 1, 2, 2], values: optimal),
        distinctImages: Tensor(shape: [distinct.count / 4, 1, 2, 2], values: distinct), testPrediction: Tensor(shape: [0])))
  }

  static let provenance = Provenance(
    run: "r", version: "0.1.0", started: "2026-11-24T00:00:00Z", finished: "2026-11-24T00:10:00Z", host: "h",
    workers: [.init(worker: "w", neurons: 4, seconds: 1.5)], redeliveries: 0, duplicates: 0)

  static var entries: [NeuronEntry] { neurons.enumerated().map { NeuronEntry($1, outcome($0)) } }

  /// Writes the report into a folder of its own, which is gone afterwards.
  static func written(_ report: PopulationReport = report, provenance: Provenance = provenance, _ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("konomi-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try report.write(to: folder, provenance: provenance, outcome: outcome)
    try body(folder)
  }
}
