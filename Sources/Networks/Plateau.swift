/// When a learning rate that no longer helps is lowered, and when training ends: decided from the validation error of each epoch.
///
/// After `patience` epochs without a new least error the rate is lowered and training goes on from the best weights; after the last lowering it ends.
struct Plateau: Sendable, Equatable {
  enum Step: Sendable, Equatable {
    /// The best epoch so far.
    case best
    case goOn
    /// From the best weights, with a lower rate.
    case lower
    case end
  }

  /// By what the rate is multiplied.
  static let factor = 0.3
  static let patience = 6
  static let lowerings = 3

  private(set) var least = Double.infinity
  private var waited = 0
  private var lowered = 0

  mutating func enter(_ error: Double) -> Step {
    if error < least {
      (least, waited) = (error, 0)
      return .best
    }
    waited += 1
    guard waited == Self.patience else { return .goOn }
    guard lowered < Self.lowerings else { return .end }
    (waited, lowered) = (0, lowered + 1)
    return .lower
  }
}
