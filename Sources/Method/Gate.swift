/// The gates that a neuron passes on its way to a class, in order; a neuron that stops at one has reached those before.
public enum Gate: String, Codable, Sendable, CaseIterable {
  /// There are responses enough, and they vary.
  case recorded
  /// Where repeats tell: at least 15 % of the variance is the image's (FEV >= 0.15). Without repeats nobody is stopped.
  case reliable
  /// Prediction similarity above 0.3 (Ukita, Yoshida & Ohki 2019): of the neuron's own networks, the ones that are asked; and its 95 % interval above 0. A neuron that
  /// stops here has no kind: no label, and no word of its networks.
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
    case .predicted: return Self.predictionObjection(to: facts.ownSimilarity, low: facts.predictionSimilarityLow)
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

  /// What a prediction similarity must exceed (Ukita, Yoshida & Ohki 2019).
  public static let leastSimilarity = 0.3
  /// Of fewer test images, or segments of alike ones, a similarity has no interval: r may be 1 in every resample by chance.
  public static let fewestTestImages = 5

  /// Why a neuron stops at `predicted`, by the prediction similarity of the networks that are asked for its images.
  /// - Parameter low: where the similarity's 95 % interval begins; nil where too few test images had a response to tell.
  public static func predictionObjection(to similarity: Double?, low: Double?) -> String? {
    guard let similarity else { return "No prediction similarity is defined: the test responses do not vary." }
    guard similarity > leastSimilarity else { return "The prediction similarity is \(hundredths(similarity)), not above 0.3." }
    guard let low else {
      return "The prediction similarity has no interval: too few test images had a response, or too few independent ones."
    }
    guard low <= 0 else { return nil }
    return "The prediction similarity's 95 % interval begins at \(hundredths(low)), not above 0: \(hundredths(similarity)) may be chance."
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

/// How many neurons of a population came how far, and who stopped where and why.
public struct GateLedger: Sendable, Equatable {
  /// A neuron that stopped.
  public struct Stop: Sendable, Equatable {
    public let neuron: String
    public let gate: Gate
    public let reason: String
  }

  /// The number of neurons.
  public let neurons: Int
  /// How many passed each gate, in order.
  public let passed: [(gate: Gate, neurons: Int)]
  /// Those that stopped, in the order given.
  public let stops: [Stop]

  /// - Parameter neurons: id and facts of every neuron of the population.
  public init(_ neurons: [(id: String, facts: NeuronFacts)]) {
    self.neurons = neurons.count
    let stops = neurons.compactMap { neuron in neuron.facts.stop.map { Stop(neuron: neuron.id, gate: $0.gate, reason: $0.reason) } }
    self.stops = stops
    var left = neurons.count
    passed = Gate.allCases.map { gate in
      left -= stops.count { $0.gate == gate }
      return (gate, left)
    }
  }

  public static func == (first: Self, second: Self) -> Bool {
    first.neurons == second.neurons && first.stops == second.stops && first.passed.map(\.neurons) == second.passed.map(\.neurons)
  }
}

/// The two kinds of cell of Ukita, Yoshida & Ohki (2019), by complexness alone and without an interval: for comparison with theirs.
public enum PaperLabel: String, Codable, Sendable, CaseIterable {
  /// Complexness <= 0.
  case simple
  /// Complexness > 0.
  case complexLike = "complex_like"
}

extension NeuronFacts {
  /// Whether the networks' word counts: the neuron is analysed and passes the gate `predicted`. Where not, the neuron has no kind, and is in no share and no mean of
  /// what its networks or their images say.
  public var isPredicted: Bool { state == .analysed && Gate.predicted.objection(to: self) == nil }

  /// Of the networks that are asked for images.
  public var ownSimilarity: Double? { predictionSimilarityOwn ?? predictionSimilarity }

  /// Whether the neuron is analysed and passes the paper's gate on prediction, which asks for no interval.
  public var passesThePapersPredictionGate: Bool {
    Gate.recorded.objection(to: self) == nil && ownSimilarity ?? 0 > Gate.leastSimilarity
  }

  /// The paper's label of a neuron that passes its gates: predicted, Gabor-like, and both models' similarities positive. The last drops ideal complex cells, whose
  /// simple model is about 0.
  public var paperLabel: PaperLabel? {
    guard let complexness, complexness.simple > 0, complexness.complex > 0,
      passesThePapersPredictionGate, Gate.gaborLike.objection(to: self) == nil
    else { return nil }
    return complexness.difference > 0 ? .complexLike : .simple
  }
}
