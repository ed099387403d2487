/// The diversity index of the population: 0 and 1 are the simulated simple and complex cells among the controls, which went through the same analysis.
public struct DiversityFigures: Codable, Sendable, Equatable {
  /// The anchors' mean distance of images pushed apart, and how many of them that is the mean of.
  public var simpleAnchor: Double
  public var complexAnchor: Double
  public var simpleAnchors: Int
  public var complexAnchors: Int
  /// (distance - simple anchor) / (complex anchor - simple anchor) of the recorded neurons.
  public var index: Spread

  /// Nil without a scale, or without a recorded neuron on it.
  init?(_ entries: [NeuronEntry]) {
    guard let scale = DiversityScale(entries),
      let index = Spread(entries.filter { $0.control == nil }.compactMap { scale.index(of: $0) })
    else { return nil }
    simpleAnchor = scale.simple
    complexAnchor = scale.complex
    simpleAnchors = scale.simpleAnchors
    complexAnchors = scale.complexAnchors
    self.index = index
  }
}
