/// The gates that a neuron passes on its way to a class, in order; a neuron that stops at one has reached those before.
public enum Gate: String, Codable, Sendable, CaseIterable {
  /// There are responses enough, and they vary.
  case recorded
  /// Where repeats tell: at least 15 % of the variance is the image's (FEV >= 0.15). Without repeats nobody is stopped.
  case reliable
  /// Prediction similarity above 0.3 (Ukita, Yoshida & Ohki 2019): of the neuron's own networks, the ones that are asked.
  case predicted
  /// The best distinct image is a Gabor to r > 0.6 (the same).
  case gaborLike = "gabor_like"
  /// Phase tolerance decides between simple, partial and complex.
  case classified

  /// Why a neuron stops here, as a sentence; nil where it passes.
  public func objection(to facts: NeuronFacts) -> String? {
    switch self {
    case .recorded:
      return facts.state == .analysed ? nil : facts.reason ?? "The neuron is not analysable."
    case .reliable:
      guard let share = facts.explainableVariance, share < 0.15 else { return nil }
      return "Only \(percent(share)) of the variance is explained by the image; 15 % are needed."
    case .predicted:
      guard let similarity = facts.predictionSimilarityOwn ?? facts.predictionSimilarity else {
        return "No prediction similarity is defined: the test responses do not vary."
      }
      return similarity > 0.3 ? nil : "The prediction similarity is \(hundredths(similarity)), not above 0.3."
    case .gaborLike:
      guard let fit = facts.distinctImages.first?.gabor else { return "The optimal image has no contrast." }
      guard fit.isGabor else { return "The wavelength of the Gabor fit lies beyond the image." }
      return fit.similarity > 0.6 ? nil : "The Gabor fit's similarity is \(hundredths(fit.similarity)), not above 0.6."
    case .classified:
      guard let label = facts.phaseTolerance?.label else {
        return "Phase tolerance is not defined: no quadrant drives the neuron for sure."
      }
      return label == .undetermined ? "The interval of the phase tolerance does not tell." : nil
    }
  }
}

extension NeuronFacts {
  /// The first gate at which the neuron stops, and why; nil where it passes all.
  public var stop: (gate: Gate, reason: String)? {
    for gate in Gate.allCases {
      if let objection = gate.objection(to: self) { return (gate, objection) }
    }
    return nil
  }
}

/// Two decimals without the C library's locale.
private func hundredths(_ value: Double) -> String {
  // Nothing of ours is that large; a text is better than a trap.
  guard value.magnitude < 1e12 else { return value.description }
  let rounded = Int((value.magnitude * 100).rounded())
  let digits = rounded % 100
  return "\(value < 0 && rounded > 0 ? "-" : "")\(rounded / 100).\(digits < 10 ? "0" : "")\(digits)"
}

private func percent(_ share: Double) -> String {
  share.magnitude < 1e12 ? "\(Int((share * 100).rounded())) %" : "\(share * 100) %"
}
