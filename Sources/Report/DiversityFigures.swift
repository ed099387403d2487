import Numerics

/// The diversity index of the population: 0 and 1 are the simulated simple and complex cells among the controls, which went through the same analysis.
public struct DiversityFigures: Codable, Sendable, Equatable {
  /// The anchors' mean distance of images pushed apart.
  public var simpleAnchor: Double
  public var complexAnchor: Double
  /// (distance - simple anchor) / (complex anchor - simple anchor) of the recorded neurons.
  public var index: Spread

  /// Nil without anchors of both kinds, the complex above the simple ones, or without a recorded neuron.
  init?(_ entries: [NeuronEntry]) {
    func distances(_ kind: String?) -> [Double] {
      entries.filter { $0.control?.kind == kind }.compactMap { $0.facts?.inSilico?.diversity }
    }
    guard let simple = Statistics.mean(distances("simple")), let complex = Statistics.mean(distances("complex")), complex > simple,
      let index = Spread(distances(nil).map { ($0 - simple) / (complex - simple) })
    else { return nil }
    simpleAnchor = simple
    complexAnchor = complex
    self.index = index
  }
}
