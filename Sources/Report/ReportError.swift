/// What keeps a report from being made.
public struct ReportError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: Sendable, Equatable {
    /// A result contradicts the run's settings or another result.
    case inconsistentResult
    /// An image could not be encoded.
    case image
  }

  public var code: Code
  /// What happened, where, and what to do, as one sentence.
  public var description: String

  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
