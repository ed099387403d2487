/// What is wrong with bytes that hold a document, or with a document that was to become bytes.
public struct FormatError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// The bytes or headers are not what their format says.
    case malformed
    /// A field lies outside its bounds, or two fields contradict each other.
    case invalid
    /// More bytes than the message's type allows.
    case tooLarge = "too_large"
    /// A checksum or digest does not fit the bytes: they were changed or cut on their way.
    case corrupt
    /// `ce_type` names a message that this version does not know.
    case unknownType = "unknown_type"
  }

  public var code: Code
  /// What is wrong, where, and what to do, as one sentence.
  public var description: String

  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }

  /// Throws unless the condition holds.
  public static func require(_ condition: Bool, _ code: Code, _ description: @autoclosure () -> String) throws {
    guard condition else { throw FormatError(code, description()) }
  }

  /// Throws unless a field's value lies within its bounds.
  public static func check<Value: Comparable>(_ value: Value, in bounds: ClosedRange<Value>, _ field: String) throws {
    try require(bounds.contains(value), .invalid, "\(field) is \(value), but must lie from \(bounds.lowerBound) to \(bounds.upperBound)")
  }
}
