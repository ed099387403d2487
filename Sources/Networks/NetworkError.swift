/// Why a network cannot be built or trained.
public struct NetworkError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Equatable {
    /// The description of the network, or the settings, ask for what no network has.
    case impossible
    /// The network does not fit the images: they are too small for its convolutions.
    case unfit
    /// The data do not match each other.
    case data
    /// Training ended in numbers that are not finite.
    case diverged
  }

  public var code: Code
  /// What is wrong, where, and what to do, as one sentence.
  public var description: String

  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }

  static func diverged(rate: Double) -> NetworkError {
    NetworkError(.diverged, "Training ended in numbers that are not finite; lower the learning rate of \(rate).")
  }
}
