import Messages
import Method

/// The figures of a population: `population.json`. What no neuron gives is nil ("not available"). How each follows from the neurons: `Quantity.all`.
public struct Population: Codable, Sendable, Equatable {
  /// The recording's name.
  public var recording: String
  public var methodVersion: Int
  public var seed: UInt64
  public var settings: AnalysisSettings
  /// How many neurons were recorded.
  public var neurons: Int
  public var states: States
  /// The network's prediction similarity, over the neurons that have one.
  public var predictionSimilarity: MeanEstimate?
  /// The network against each comparison model that any neuron has, in the order of `ComparisonModel.all`.
  public var comparisons: [Comparison]
  /// The neurons whose network's prediction similarity exceeds 0.3, the gate of Ukita et al. 2019.
  public var wellPredicted: Proportion?
  /// Out of all neurons that have a label.
  public var labels: ByLabel<Proportion>
  /// Complexness, by label.
  public var complexness: ByLabel<Spread>
  /// The number of distinct images, by label.
  public var distinctImages: ByLabel<Spread>
  /// The best optimal image's activation over the best natural image's.
  public var activationRatio: Spread?

  /// How many neurons are in each state; together `neurons`.
  public struct States: Codable, Sendable, Equatable {
    public var analysed: Int
    public var notAnalysable: Int
    public var dead: Int
    public var missing: Int
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

  /// The gate of Ukita et al. 2019: networks above it count as good copies.
  static let gate = 0.3

  init(of report: PopulationReport, _ entries: [NeuronEntry]) {
    func count(_ state: NeuronEntry.State) -> Int { entries.filter { $0.state == state }.count }
    func spread(_ label: NeuronFacts.Label, _ value: (NeuronFacts) -> Double?) -> Spread? {
      Spread(entries.filter { $0.label == label }.compactMap { $0.facts.flatMap(value) })
    }
    recording = report.recording
    methodVersion = report.methodVersion
    seed = report.seed
    settings = report.settings
    neurons = entries.count
    states = States(analysed: count(.analysed), notAnalysable: count(.notAnalysable), dead: count(.dead), missing: count(.missing))
    comparisons = ComparisonModel.all.compactMap { Comparison($0, entries, seed: report.seed) }
    let similarities = entries.compactMap { $0.facts?.predictionSimilarity }
    predictionSimilarity = MeanEstimate(similarities, seed: report.seed, quantity: "prediction_similarity")
    wellPredicted = Proportion(similarities.filter { $0 > Self.gate }.count, of: similarities.count)
    let found = entries.compactMap(\.label)
    labels = ByLabel { label in Proportion(found.filter { $0 == label }.count, of: found.count) }
    complexness = ByLabel { spread($0) { $0.complexness?.difference } }
    distinctImages = ByLabel { spread($0) { Double($0.distinctImages.count) } }
    activationRatio = Spread(entries.compactMap { $0.relative($0.bestActivation) })
  }
}
