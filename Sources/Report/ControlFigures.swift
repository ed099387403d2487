import Method

/// What the analysis said of the controls of one kind.
public struct ControlFigures: Codable, Sendable, Equatable {
  /// An anchor's kind of cell, `shuffled`, `shifted` or `repeated`.
  public var kind: String
  /// How many there are, and how many of them were analysed.
  public var neurons: Int
  public var analysed: Int
  public var predictionSimilarity: Spread?
  /// How many of the analysed are predicted, as a share; all below is over these alone.
  public var predicted: Proportion?
  public var complexness: Spread?
  public var phaseTolerance: Spread?
  /// By complexness, and by phase tolerance.
  public var labels: Population.ByLabel<Proportion>
  public var phaseToleranceLabels: [Population.Share<PhaseTolerance.Label>]
  /// How many of the analysed passed every gate: of shuffled and shifted neurons, in which there is nothing to find, next to none should.
  public var passedGates: Proportion?
  /// Of neurons analysed a second time: how many got the label of the first time, by either measure; nil for other controls.
  public var sameLabel: Proportion?
  public var samePhaseToleranceLabel: Proportion?

  /// One entry per kind, in order of appearance.
  static func all(_ entries: [NeuronEntry]) -> [ControlFigures] {
    var kinds: [String] = []
    for case let control? in entries.map(\.control) where !kinds.contains(control.kind) { kinds.append(control.kind) }
    let recorded = Dictionary(entries.filter { $0.control == nil }.map { ($0.id, $0) }) { first, _ in first }
    return kinds.map { kind in ControlFigures(kind, entries.filter { $0.control?.kind == kind }, recorded: recorded) }
  }

  private init(_ kind: String, _ controls: [NeuronEntry], recorded: [String: NeuronEntry]) {
    let facts = controls.compactMap(\.facts)
    let predicted = facts.filter(\.isPredicted)
    let found = predicted.compactMap(\.label)
    self.kind = kind
    neurons = controls.count
    analysed = controls.filter { $0.state == .analysed }.count
    predictionSimilarity = Spread(facts.compactMap(\.predictionSimilarity))
    self.predicted = Proportion(predicted.count, of: analysed)
    complexness = Spread(predicted.compactMap { $0.complexness?.difference })
    phaseTolerance = Spread(predicted.compactMap { $0.phaseTolerance?.tau })
    labels = .init { label in Proportion(found.filter { $0 == label }.count, of: found.count) }
    phaseToleranceLabels = Population.Share.all(predicted.map { $0.phaseTolerance?.label })
    passedGates = Proportion(facts.filter { $0.state == .analysed && $0.stop == nil }.count, of: analysed)
    /// How many of the pairs that both are predicted and have a label have the same.
    func agreement<Label: Equatable>(_ label: (NeuronFacts) -> Label?) -> Proportion? {
      guard kind == "repeated" else { return nil }
      let pairs = controls.compactMap { control -> Bool? in
        guard control.isPredicted, let again = control.facts.flatMap(label), let original = control.control?.original,
          let entry = recorded[original], entry.isPredicted, let first = entry.facts.flatMap(label)
        else { return nil }
        return first == again
      }
      return Proportion(pairs.filter { $0 }.count, of: pairs.count)
    }
    sameLabel = agreement(\.label)
    samePhaseToleranceLabel = agreement { $0.phaseTolerance?.label }
  }
}
