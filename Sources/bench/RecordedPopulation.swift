import Analysis
import Foundation
import Method
import Numerics
import Recordings

/// A real recording with its controls: how well the network and every comparison model predict it, neuron by neuron, and what the same analysis says of neurons whose
/// truth is known.
struct RecordedPopulation {
  let name: String
  let cells: [AnalysedCell]
  /// Whether these are all neurons, at the size of images that the bars hold for.
  let isWhole: Bool
  let controls: [(control: Control, cell: AnalysedCell)]
  /// Core seconds of training the population's networks; nil where none was asked for.
  let populationSeconds: Double?

  /// - Parameters:
  ///   - most: at most so many neurons, evenly spread over the recording; nil is all.
  ///   - controls: so many of each kind; nil as many as a run takes. `shuffled`: so many shuffled neurons instead.
  init(folder: String, side: Int, most: Int?, controls: Int?, shuffled: Int?, settings: AnalysisSettings, seed: UInt64) throws {
    let recording = try Recording.load(folder, options: .init(resize: .square(side: side), seed: seed))
    let settings = recording.settled(settings)
    let count = recording.neurons.count
    let chosen = most.map { most in (0..<min(most, count)).map { $0 * count / min(most, count) } } ?? Array(0..<count)
    var taken = controls.map(ControlSettings.init(each:)) ?? .proportionate(to: chosen.count)
    taken.shuffled = shuffled ?? taken.shuffled
    let extended = try recording.withControls(taken, seed: seed)
    let start = StageTimes.threadSeconds
    let population = try Self.population(of: extended, recorded: count, settings: settings, seed: seed)
    populationSeconds = population == nil ? nil : StageTimes.threadSeconds - start
    name = recording.name
    let analysed = try AnalysedCell.all(
      of: extended, neurons: chosen + Array(count..<extended.neurons.count), settings: settings, seed: seed, population: population)
    cells = Array(analysed.prefix(chosen.count))
    isWhole = chosen.count == count && side == 28
    self.controls = zip(extended.neurons[count...], analysed.dropFirst(chosen.count)).compactMap { neuron, cell in
      neuron.control.map { ($0, cell) }
    }
  }

  /// One member after the other, on one core.
  private static func population(
    of recording: Recording, recorded: Int, settings: AnalysisSettings, seed: UInt64
  ) throws -> PopulationNetworks? {
    guard let members = settings.populationMembers, members > 0 else { return nil }
    let shared = try SharedStimuli(
      stimuli: recording.stimuli, testStimuli: recording.testStimuli, sha256: "", settings: settings, seed: seed)
    let neurons = recording.neurons.map(\.id)
    let responses = recording.neurons.indices.map { recording.responses(of: $0) }
    let trained = try (0..<members).map {
      try PopulationNetworks.train(
        member: $0, neurons: neurons, responses: responses, recorded: recorded, shared: shared, isCancelled: { false })
    }
    return PopulationNetworks(neurons: neurons, parameters: Tensor(shape: [members, trained[0].count], values: trained.flatMap { $0 }))
  }

  /// The neurons, then the controls.
  var analysed: [AnalysedCell] { cells + controls.map(\.cell) }

  private static let models: [(name: String, similarity: @Sendable (NeuronFacts) -> Double?)] = [
    ("Lasso", { $0.predictionSimilarityLasso }), ("ridge", { $0.predictionSimilarityRidge }),
    ("SVR", { $0.predictionSimilaritySupportVector }),
    ("linear-nonlinear", { $0.predictionSimilarityLinearNonlinear }), ("Gabor-energy ridge", { $0.predictionSimilarityGaborEnergy }),
  ]

  /// What is asked of three networks and of one on all neurons at 28 x 28.
  private static let bars: [(place: String, three: Double, one: Double)] = [
    ("190923", 0.412, 0.385), ("210325", 0.440, 0.415), ("201025", 0.415, 0.395),
  ]

  private func measure(_ text: String, _ value: Double?, _ count: Int, _ bar: Measure.Bar? = nil) -> Measure {
    Measure(name, text, value, count: count, bar)
  }

  /// The neurons' own networks, whatever stands beside them.
  private static func own(_ facts: NeuronFacts) -> Double? { facts.predictionSimilarityOwn ?? facts.predictionSimilarity }

  var measures: [Measure] { predictions + populationMembers + gates + controlFigures + times }

  private var predictions: [Measure] {
    let facts = cells.map(\.facts)
    let bar = isWhole ? Self.bars.first { name.contains($0.place) } : nil
    var measures = [
      measure("mean test r, three networks", facts.map(Self.own).mean, cells.count, bar.map { .atLeast($0.three) }),
      measure(
        "mean test r, one network", facts.map { $0.members.map(\.predictionSimilarity).mean }.mean, cells.count,
        bar.map { .atLeast($0.one) }),
    ]
    var pValues: [Double] = []
    for model in Self.models {
      let pairs = facts.compactMap { facts in Self.own(facts).flatMap { network in model.similarity(facts).map { (network, $0) } } }
      guard let test = WilcoxonSignedRank(differences: pairs.map { $0.0 - $0.1 }) else { continue }
      pValues.append(test.pValue)
      measures.append(measure("mean test r, \(model.name)", pairs.map { Optional($0.1) }.mean, pairs.count))
      measures.append(measure("network less \(model.name)", pairs.map { Optional($0.0 - $0.1) }.mean, pairs.count, .atLeast(0)))
      measures.append(measure("paired Wilcoxon p against \(model.name)", test.pValue, pairs.count))
    }
    return measures + [measure("largest adjusted p (Benjamini-Hochberg)", BenjaminiHochberg.adjusted(pValues).max(), pValues.count)]
  }

  private var populationMembers: [Measure] {
    let facts = cells.map(\.facts).filter { $0.populationMembers != nil }
    guard !facts.isEmpty else { return [] }
    let gains = facts.compactMap { facts in
      facts.predictionSimilarityOwn.flatMap { own in facts.predictionSimilarity.map { $0 - own } }
    }
    return [
      measure("mean test r, population members", facts.map(\.predictionSimilarityPopulation).mean, facts.count),
      measure("mean test r, own and population members", facts.map(\.predictionSimilarity).mean, facts.count),
      measure("gain by population members", Statistics.mean(gains), gains.count, .atLeast(0)),
      measure("paired Wilcoxon p of that gain", WilcoxonSignedRank(differences: gains)?.pValue, gains.count),
    ]
  }

  private var gates: [Measure] {
    let ledger = GateLedger(cells.map { ($0.id, $0.facts) })
    return ledger.passed.map { measure("neurons that pass the gate \($0.gate.rawValue)", Double($0.neurons), ledger.neurons) }
  }

  private var controlFigures: [Measure] {
    let of = { (kind: String) in controls.filter { $0.control.kind == kind }.map(\.cell.facts) }
    let share = { (facts: [NeuronFacts], condition: (NeuronFacts) -> Bool) in facts.map { Optional(condition($0) ? 1.0 : 0) }.mean }
    let shuffled = of("shuffled")
    let again = controls.filter { $0.control.kind == "repeated" }.compactMap { control in
      cells.first { $0.id == control.control.original }.map { (first: $0.facts, second: control.cell.facts) }
    }
    let anchors = CellKind.allCases.map(\.rawValue).flatMap { kind -> [Measure] in
      let facts = of(kind)
      return [
        measure("anchors, \(kind): prediction similarity, mean", facts.map(\.predictionSimilarity).mean, facts.count),
        measure("anchors, \(kind): labelled simple", share(facts) { $0.label == .simple }, facts.count),
        measure("anchors, \(kind): labelled complex", share(facts) { $0.label == .complex }, facts.count),
        measure("anchors, \(kind): tau, mean", facts.map { $0.phaseTolerance?.tau }.mean, facts.count),
        measure("anchors, \(kind): diversity, mean", facts.map { $0.inSilico?.diversity }.mean, facts.count),
      ]
    }
    let others: [Measure] = [
      measure("shuffled: prediction similarity, mean", shuffled.map(\.predictionSimilarity).mean, shuffled.count),
      measure("shuffled: labelled complex", share(shuffled) { $0.label == .complex }, shuffled.count, .atMost(0.05)),
      measure(
        "shuffled: tau alone says partial or complex", share(shuffled) { [.partial, .complex].contains($0.phaseTolerance?.label) },
        shuffled.count, .atMost(0.1)),
      measure("shuffled: passed every gate", share(shuffled) { $0.stop == nil }, shuffled.count),
      measure("repeated: the same label", again.map { Optional($0.first.label == $0.second.label ? 1.0 : 0) }.mean, again.count),
      measure(
        "repeated: the same label by tau",
        again.map { Optional($0.first.phaseTolerance?.label == $0.second.phaseTolerance?.label ? 1.0 : 0) }.mean, again.count),
    ]
    return anchors + others
  }

  private var times: [Measure] {
    var times = StageTimes.measures(of: cells.map(\.times), condition: name)
    let share = { (seconds: Double) in seconds / Double(max(1, cells.count)) }
    let spent = controls.reduce(0.0) { sum, control in control.cell.times.seconds.values.reduce(sum, +) }
    times.append(measure("core seconds a neuron, controls", share(spent), controls.count))
    if let populationSeconds {
      times.append(measure("core seconds a neuron, population networks", share(populationSeconds), cells.count))
    }
    return times
  }
}
