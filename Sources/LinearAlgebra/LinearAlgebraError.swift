/// What a linear-algebra routine could not do. With finite input of the stated shape neither should ever be seen.
public struct LinearAlgebraError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Equatable {
    /// A matrix holds NaN or infinity, or has the wrong shape.
    case badInput
    /// A matrix that must be positive definite is not.
    case notPositiveDefinite
    /// LAPACK's iteration did not converge.
    case noConvergence
  }

  public var code: Code
  /// What happened, as one sentence.
  public var description: String

  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
