/// LIBSVM could not fit; with finite input of fitting sizes it is never seen.
public struct SupportVectorError: Error, Sendable, CustomStringConvertible {
  /// What happened, as one sentence.
  public var description: String

  init(_ description: String) { self.description = description }
}
