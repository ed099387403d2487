import Numerics

/// The diversity index of the population: 0 and 1 are the simulated simple and complex cells among the controls, which went through the same analysis.
public struct DiversityFigures: Codable, Sendable, Equatable {
  /// The anchors' mean distance of images pushed apart, and how many of them that is the mean of.
  public var simpleAnchor: Double
  public var complexAnchor: Double
  public var simpleAnchors: Int
  public var complexAnchors: Int
  /// (distance - simple anchor) / (complex anchor - simple anchor) of the recorded neurons.
  public var index: Spread

  /// Fewer anchors of a kind would leave the scale to chance.
  static let fewestAnchors = 2

  /// Nil without anchors of both kinds that were predicted, the complex above the simple ones, or without a recorded neuron.
  init?(_ entries: [NeuronEntry]) {
    func distances(_ kind: String?) -> [Double] {
      entries.filter { $0.control?.kind == kind }.compactMap { $0.facts?.inSilico?.diversity }
    }
    let (simples, complexes) = (distances("simple"), distances("complex"))
    guard min(simples.count, complexes.count) >= Self.fewestAnchors, let simple = Statistics.mean(simples),
      let complex = Statistics.mean(complexes), complex > simple,
      let index = Spread(distances(nil).map { ($0 - simple) / (complex - simple) })
    else { return nil }
    simpleAnchor = simple
    complexAnchor = complex
    simpleAnchors = simples.count
    complexAnchors = complexes.count
    self.index = index
  }
}
