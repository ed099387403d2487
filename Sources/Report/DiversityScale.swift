import Method
import Numerics

/// The two ends of the diversity index: the simulated simple and complex cells among the controls.
struct DiversityScale: Equatable {
  /// The anchors' mean distance of images pushed apart: 0 and 1 of the index.
  let simple: Double
  let complex: Double
  /// How many of them that is the mean of.
  let simpleAnchors: Int
  let complexAnchors: Int

  /// Fewer anchors of a kind would leave the scale to chance.
  static let fewestAnchors = 2

  /// Nil without enough anchors of both kinds that were predicted, the complex above the simple ones.
  init?(_ entries: [NeuronEntry]) {
    func distances(_ kind: CellKind) -> [Double] {
      entries.filter { $0.control == .anchor(kind) && $0.isPredicted }.compactMap { $0.facts?.inSilico?.diversity }
    }
    let (simples, complexes) = (distances(.simple), distances(.complex))
    guard min(simples.count, complexes.count) >= Self.fewestAnchors, let simple = Statistics.mean(simples),
      let complex = Statistics.mean(complexes), complex > simple
    else { return nil }
    self.simple = simple
    self.complex = complex
    simpleAnchors = simples.count
    complexAnchors = complexes.count
  }

  /// (distance - simple) / (complex - simple); nil where the neuron is not predicted or its images were not pushed apart.
  func index(of entry: NeuronEntry) -> Double? {
    guard entry.isPredicted else { return nil }
    return entry.facts?.inSilico?.diversity.map { ($0 - simple) / (complex - simple) }
  }
}
