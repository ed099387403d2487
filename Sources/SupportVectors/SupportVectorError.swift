/// Arguments that cannot be fitted.
public struct SupportVectorError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, as one sentence.
  public var description: String

  init(_ description: String) { self.description = description }
}
