import Method

/// The count by the gates and the two labels of Ukita, Yoshida & Ohki (2019), for comparison, and what its gates drop.
public struct PaperFigures: Codable, Sendable, Equatable {
  /// The neurons that pass all gates, and the two kinds of cell among them.
  public var passed: Int
  public var simple: Proportion?
  public var complex: Proportion?
  /// The analysed neurons that each gate drops, of those that pass the gates before it: the network's similarity > 0.3, the Gabor fit's > 0.6, the simple model's > 0,
  /// the complex model's > 0.
  public var notPredicted: Int
  public var notGaborLike: Int
  public var simpleNotPositive: Int
  public var complexNotPositive: Int
  /// Of those that the gate on the simple model drops: complex by complexness and its interval, or by phase tolerance. Ideal complex cells have a simple model of about 0.
  public var droppedComplex: Int

  init(_ facts: [NeuronFacts]) {
    let labels = facts.compactMap(\.paperLabel)
    passed = labels.count
    simple = Proportion(labels.count { $0 == .simple }, of: passed)
    complex = Proportion(labels.count { $0 == .complexLike }, of: passed)
    let analysed = facts.filter { Gate.recorded.objection(to: $0) == nil }
    let predicted = analysed.filter(\.passesThePapersPredictionGate)
    let gaborLike = predicted.filter { Gate.gaborLike.objection(to: $0) == nil }
    let dropped = gaborLike.filter { ($0.complexness?.simple ?? 0) <= 0 }
    notPredicted = analysed.count - predicted.count
    notGaborLike = predicted.count - gaborLike.count
    simpleNotPositive = dropped.count
    complexNotPositive = gaborLike.count - dropped.count - passed
    droppedComplex = dropped.count { $0.label == .complex || $0.phaseTolerance?.label == .complex }
  }
}
