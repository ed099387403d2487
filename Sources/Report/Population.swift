import Messages
import Method
import Numerics

/// The figures of a population: `population.json`. What no neuron gives is nil ("not available"). How each follows from the neurons: `Quantity.all`.
public struct Population: Codable, Sendable, Equatable {
  /// The recording's name.
  public var recording: String
  public var methodVersion: Int
  public var seed: UInt64
  public var settings: AnalysisSettings
  /// How many neurons were recorded. All figures but `controls` are theirs alone.
  public var neurons: Int
  public var states: States
  public var diagnostics: DiagnosticFigures
  /// The network's prediction similarity, over the neurons that have one.
  public var predictionSimilarity: MeanEstimate?
  /// The network against each comparison model that any neuron has, in the order of `ComparisonModel`.
  public var comparisons: [Comparison]
  /// Nil where the run had no population members.
  public var populationMembers: PopulationMemberFigures?
  /// The neurons that pass the gate `predicted`, of those that have a prediction similarity. All figures below of what networks and their images say are theirs alone.
  public var wellPredicted: Proportion?
  /// How many neurons passed each gate, in order.
  public var gates: [GateCount]
  /// Of the label by complexness, out of all neurons that have one: those that are predicted (`Gate.predicted`).
  public var labels: ByLabel<Proportion>
  /// Complexness, by label.
  public var complexness: ByLabel<Spread>
  /// The number of distinct images, by label.
  public var distinctImages: ByLabel<Spread>
  /// The paper's count, for comparison: the neurons that pass its gates, and how many of them have a complexness of at most, or above, zero.
  public var paper: PaperFigures
  /// Of the label by phase tolerance, out of all predicted neurons that have one.
  public var phaseToleranceLabels: [Share<PhaseTolerance.Label>]
  /// Both labels at once: where the two measures agree, and where not.
  public var labelPairs: [LabelPair]
  /// What the response hardly changes with, out of all predicted neurons of which that can be said.
  public var invariances: [Share<InSilico.Invariance>]
  /// Whether preferred orientations are evenly spread; nil for fewer than two Gabor-like neurons.
  public var orientations: OrientationFigures?
  /// Nil without simple and complex anchors among the controls.
  public var diversity: DiversityFigures?
  /// What complexness goes with among the paper's complex-like cells.
  public var complexLike: ComplexLikeFigures
  /// What the same analysis said of neurons whose truth is known, by kind in order of appearance; empty where the run took none along.
  public var controls: [ControlFigures]
  /// The quantities of `Quantity.spreads`, by name; those that no neuron has are left out. What networks and their images say is over the predicted neurons alone.
  public var spreads: [String: Spread]
  /// For how many of the analysed neurons each of these is not defined, e.g. for want of repeats, or of a prediction where it is asked of the networks.
  public var undefined: [String: Int]
  /// What is doubtful about the recording, and hence about all of this; left out where nothing is.
  public var warnings: [Warning]?
  /// Which images the networks learnt from, and on which all of this was scored; left out where it is not told.
  public var split: ImageSplit?

  /// How many neurons the figures of kinds are over.
  var predicted: Int { wellPredicted?.count ?? 0 }

  /// How many neurons are in each state; together `neurons`.
  public struct States: Codable, Sendable, Equatable {
    public var analysed: Int
    public var notAnalysable: Int
    public var dead: Int
    public var missing: Int
  }

  /// How many neurons passed a gate and all before it.
  public struct GateCount: Codable, Sendable, Equatable {
    public var gate: Gate
    public var neurons: Int
  }

  /// How many of the neurons that have such a label have this one.
  public struct Share<Label: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    public var label: Label
    public var share: Proportion

    /// One entry per label; empty where no neuron has any.
    static func all(_ labels: [Label?]) -> [Share] where Label: CaseIterable {
      let known = labels.compactMap { $0 }
      return Label.allCases.compactMap { label in
        Proportion(known.filter { $0 == label }.count, of: known.count).map { Share(label: label, share: $0) }
      }
    }
  }

  /// How many neurons have these two labels.
  public struct LabelPair: Codable, Sendable, Equatable {
    public var complexness: NeuronFacts.Label
    public var phaseTolerance: PhaseTolerance.Label
    public var neurons: Int
  }

  /// One figure per kind of cell.
  public struct ByLabel<Figure: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    public var simple: Figure?
    public var complex: Figure?
    public var undetermined: Figure?

    init(_ figure: (NeuronFacts.Label) -> Figure?) {
      simple = figure(.simple)
      complex = figure(.complex)
      undetermined = figure(.undetermined)
    }

    subscript(label: NeuronFacts.Label) -> Figure? {
      switch label {
      case .simple: simple
      case .complex: complex
      case .undetermined: undetermined
      }
    }
  }

  /// Of at least so many neurons with so high a share of explainable variance, at least so large a part should be predicted.
  private static let (fewestReliable, reliableShare, leastPredicted) = (3, 0.5, 0.1)

  /// Where the images explain the responses and next to no network does, something lies between the two; unless there are too few test images for any neuron to be predicted.
  private static func reliableButUnpredicted(_ facts: [NeuronFacts]) -> Warning? {
    let reliable = facts.filter { $0.explainableVariance ?? 0 >= reliableShare && $0.testImages >= Gate.fewestTestImages }
    let predicted = reliable.count(where: \.isPredicted)
    guard reliable.count >= fewestReliable, Double(predicted) < leastPredicted * Double(reliable.count) else { return nil }
    return Warning(
      .reliableButUnpredicted,
      "\(reliable.count) neurons answer reliably to the images (FEV of 0.5 or more), and \(predicted) of them are predicted: are images and responses in the same order?",
      ["reliable": Double(reliable.count), "predicted": Double(predicted)])
  }

  /// Where networks tell which images drive a neuron and miss by how much, its responses to training and test images are not of one scale.
  private static func negativeExplainedShare(_ facts: [NeuronFacts]) -> Warning? {
    let shares = facts.filter(\.isPredicted).compactMap(\.explainedShare)
    let negative = shares.count { $0 < 0 }
    guard 2 * negative > shares.count, let median = Statistics.quantile(shares, 0.5) else { return nil }
    return Warning(
      .negativeExplainedShare,
      "Of \(negative) of \(shares.count) predicted neurons with repeats the networks explain less than nothing (FEVE below 0, \(shown(median, decimals: 2)) in the median neuron): they tell which images drive a neuron, and miss by how much; are training and test responses in the same units, with the same zero?",
      ["neurons": Double(shares.count), "negative": Double(negative), "median": median])
  }

  /// Chance lets one in forty through at most.
  private static let mostPredictedNulls = 0.2

  /// Where controls in which there is nothing to find are predicted, so is what the images do not explain.
  private static func predictedNulls(_ all: [NeuronEntry]) -> Warning? {
    let nulls = all.filter { $0.control?.isNull ?? false && $0.state == .analysed }
    let predicted = nulls.count(where: \.isPredicted)
    guard Double(predicted) > mostPredictedNulls * Double(nulls.count) else { return nil }
    return Warning(
      .predictedNulls,
      "\(predicted) of \(nulls.count) controls in which there is nothing to find (responses shuffled, or moved along the images) are predicted: so is what the images do not explain; do training and test images have something beside the images in common?",
      ["nulls": Double(nulls.count), "predicted": Double(predicted)])
  }

  init(of report: PopulationReport, _ all: [NeuronEntry]) {
    let entries = all.filter { $0.control == nil }
    let predicted = entries.filter(\.isPredicted)
    func count(_ state: NeuronEntry.State) -> Int { entries.filter { $0.state == state }.count }
    func spread(_ label: NeuronFacts.Label, _ value: (NeuronFacts) -> Double?) -> Spread? {
      Spread(predicted.filter { $0.label == label }.compactMap { $0.facts.flatMap(value) })
    }
    recording = report.recording
    split = report.split
    let facts = entries.compactMap(\.facts)
    let late = [Self.reliableButUnpredicted(facts), Self.negativeExplainedShare(facts), Self.predictedNulls(all)]
    let warnings = (report.warnings ?? []) + late.compactMap(\.self)
    self.warnings = warnings.isEmpty ? nil : warnings
    methodVersion = report.methodVersion
    seed = report.seed
    settings = report.settings
    neurons = entries.count
    states = States(analysed: count(.analysed), notAnalysable: count(.notAnalysable), dead: count(.dead), missing: count(.missing))
    diagnostics = DiagnosticFigures(entries.compactMap(\.facts))
    comparisons = Comparison.all(entries, seed: report.seed)
    populationMembers = PopulationMemberFigures(entries.compactMap(\.facts), seed: report.seed)
    let similarities = entries.compactMap { $0.facts?.predictionSimilarity }
    predictionSimilarity = MeanEstimate(similarities, seed: report.seed, quantity: "prediction_similarity")
    wellPredicted = Proportion(predicted.count, of: entries.count { $0.facts?.ownSimilarity != nil })
    let found = predicted.compactMap(\.label)
    labels = ByLabel { label in Proportion(found.filter { $0 == label }.count, of: found.count) }
    complexness = ByLabel { spread($0) { $0.complexness?.difference } }
    distinctImages = ByLabel { spread($0) { Double($0.distinctImages.count) } }
    gates = GateLedger(entries.compactMap { entry in entry.facts.map { (entry.id, $0) } }).passed.map {
      GateCount(gate: $0.gate, neurons: $0.neurons)
    }
    paper = PaperFigures(facts)
    let kinds = predicted.compactMap(\.facts)
    phaseToleranceLabels = Share.all(kinds.map { $0.phaseTolerance?.label })
    labelPairs = NeuronFacts.Label.allCases.flatMap { label in
      PhaseTolerance.Label.allCases.map { other in
        LabelPair(
          complexness: label, phaseTolerance: other, neurons: kinds.filter { $0.label == label && $0.phaseTolerance?.label == other }.count)
      }
    }.filter { $0.neurons > 0 }
    invariances = Share.all(kinds.map { $0.inSilico?.invariance })
    controls = ControlFigures.all(all)
    orientations = OrientationFigures(kinds)
    diversity = DiversityFigures(all)
    complexLike = ComplexLikeFigures(facts)
    spreads = Dictionary(
      uniqueKeysWithValues: Quantity.spreads.compactMap { spread in
        Spread(spread.neurons(entries).compactMap(spread.value)).map { (spread.column, $0) }
      })
    let analysed = entries.filter { $0.state == .analysed }
    undefined = Dictionary(
      uniqueKeysWithValues: Quantity.spreads.map { spread in
        (spread.column, analysed.count - spread.neurons(analysed).count { spread.value($0) != nil })
      })
  }
}
