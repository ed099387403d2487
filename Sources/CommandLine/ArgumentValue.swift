import Foundation

/// A type whose values can stand on the command line, in the environment and in the settings file.
///
/// An enumeration of texts conforms by `enum Mode: String, CaseIterable, ArgumentValue`.
public protocol ArgumentValue: Sendable {
  /// The value that `argument` stands for; nil where it stands for none.
  static func read(_ argument: String) -> Self?
  /// What a text must be, e.g. "a whole number".
  static var expectation: String { get }
  /// The texts that stand for all values, where they are few; otherwise empty.
  static var choices: [String] { get }
  /// The text that stands for this value.
  var argument: String { get }
}

extension ArgumentValue {
  public static var choices: [String] { [] }
}

extension String: ArgumentValue {
  public static func read(_ argument: String) -> String? { argument.isEmpty ? nil : argument }
  public static var expectation: String { "a text that is not empty" }
  public var argument: String { self }
}

extension Int: ArgumentValue {
  public static func read(_ argument: String) -> Int? { Int(argument) }
  public static var expectation: String { "a whole number" }
  public var argument: String { description }
}

extension UInt64: ArgumentValue {
  public static func read(_ argument: String) -> UInt64? { UInt64(argument) }
  public static var expectation: String { "a whole number from 0 to \(UInt64.max)" }
  public var argument: String { description }
}

extension Double: ArgumentValue {
  public static func read(_ argument: String) -> Double? { Double(argument).flatMap { $0.isFinite ? $0 : nil } }
  public static var expectation: String { "a number" }
  public var argument: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : description }
}

/// A path, relative to the working directory.
extension URL: ArgumentValue {
  public static func read(_ argument: String) -> URL? { argument.isEmpty ? nil : URL(fileURLWithPath: argument) }
  public static var expectation: String { "a path" }
  public var argument: String { relativePath }
}

extension ArgumentValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  public static func read(_ argument: String) -> Self? { Self(rawValue: argument) }
  public static var expectation: String { "one of " + choices.joined(separator: ", ") }
  public static var choices: [String] { allCases.map(\.rawValue) }
  public var argument: String { rawValue }
}
