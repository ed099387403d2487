/// The numbers of one step of AdamW, the bias corrections taken in `Double`: `Float` powers would shift the loss by 1e-3 within 50 steps.
public struct AdamWStep: Sendable {
  public static let meanDecay: Float = 0.9
  public static let squareDecay: Float = 0.999

  /// What decoupled decay leaves of a parameter.
  public let keep: Float
  /// Learning rate / (1 - 0.9^step).
  public let rate: Float
  /// 1 / sqrt(1 - 0.999^step).
  public let squareCorrection: Float

  /// - Parameter step: counted from 1.
  public init(step: Int, rate: Double, decay: Double) {
    var (mean, square) = (1.0, 1.0)
    for _ in 0..<step {
      mean *= 0.9
      square *= 0.999
    }
    keep = Float(1 - rate * decay)
    self.rate = Float(rate / (1 - mean))
    squareCorrection = Float(1 / (1 - square).squareRoot())
  }
}
