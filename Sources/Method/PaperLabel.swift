/// The two kinds of cell of Ukita, Yoshida & Ohki (2019), by complexness alone and without an interval: for comparison with theirs.
public enum PaperLabel: String, Codable, Sendable, CaseIterable {
  /// Complexness <= 0.
  case simple
  /// Complexness > 0.
  case complexLike = "complex_like"
}

extension NeuronFacts {
  /// The paper's label of a neuron that passes its gates: predicted, Gabor-like, and both models' similarities positive. The last drops ideal complex cells, whose
  /// simple model is about 0.
  public var paperLabel: PaperLabel? {
    guard let complexness, complexness.simple > 0, complexness.complex > 0,
      [Gate.recorded, .predicted, .gaborLike].allSatisfy({ $0.objection(to: self) == nil })
    else { return nil }
    return complexness.difference > 0 ? .complexLike : .simple
  }
}
