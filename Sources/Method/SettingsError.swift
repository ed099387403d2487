/// A setting outside its range.
public struct SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The setting as it stands in JSON, e.g. `training.batch`.
  public var setting: String
  /// What is wrong and what is allowed, as one sentence.
  public var description: String

  /// Throws unless the value lies within the range.
  static func check<Value: Comparable>(_ value: Value, in range: ClosedRange<Value>, _ setting: String) throws {
    guard range.contains(value) else {
      throw SettingsError(
        setting: setting, description: "\(setting) is \(value), but must lie from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
