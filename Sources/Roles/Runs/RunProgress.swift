import Analysis

/// How far a run is.
public struct RunProgress: Sendable, Equatable {
  /// Neurons with a result, neurons whose job is a dead letter, and all.
  public var done: Int
  public var dead: Int
  public var total: Int
  /// What the neurons are at that are being analysed in this process, and how far that is (0 to 1), the earliest stage first; empty where others compute.
  public var stages: [Stage] = []

  /// What one neuron's analysis is at.
  public struct Stage: Sendable, Equatable {
    public var stage: AnalysisStage
    public var share: Double
  }

  /// What is counted and what is being done: `neurons, 1 dead (training, 33 %)`, or of several at a time `neurons (1 comparison models, 2 training)`.
  public var message: String {
    let counted = "neurons" + (dead > 0 ? ", \(dead) dead" : "")
    guard let first = stages.first else { return counted }
    if stages.count == 1 { return "\(counted) (\(Self.name(first.stage)), \(Int(first.share * 100)) %)" }
    let kinds = AnalysisStage.allCases.compactMap { stage in
      let count = stages.count { $0.stage == stage }
      return count > 0 ? "\(count) \(Self.name(stage))" : nil
    }
    return "\(counted) (\(kinds.joined(separator: ", ")))"
  }

  private static func name(_ stage: AnalysisStage) -> String {
    switch stage {
    case .comparison: "comparison models"
    case .training: "training"
    case .optimalImages: "optimal images"
    case .cellType: "cell type"
    }
  }

  public init(done: Int, dead: Int, total: Int) {
    self.done = done
    self.dead = dead
    self.total = total
  }
}
