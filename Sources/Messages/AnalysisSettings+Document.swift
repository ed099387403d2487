import Formats
import Foundation
import Method

extension AnalysisSettings {
  /// Settings from a JSON document that a person wrote (`schemas/settings.v1.json`): what it leaves out is the default.
  /// - Throws: `FormatError` for what is no such document or names a setting that does not exist; `SettingsError` for a value outside its range.
  public init(document bytes: [UInt8]) throws {
    try FormatError.require(bytes.count <= 1 << 20, .tooLarge, "settings of \(bytes.count) bytes, but at most \(1 << 20) are allowed here")
    try JSONScan.check(bytes)
    let given = try Self.object(bytes)
    let defaults = try Self.object(JSONText.encode(AnalysisSettings()))
    let merged = try JSONSerialization.data(withJSONObject: Self.merge(given, into: defaults))
    self = try JSONText.decode(AnalysisSettings.self, from: [UInt8](merged), limit: 1 << 22)
    if let name = Self.firstUnknown(given, among: try Self.object(JSONText.encode(self))) {
      throw FormatError(.invalid, "there is no setting \(name): see schemas/settings.v1.json for those that there are")
    }
    try validate()
  }

  private static func object(_ bytes: [UInt8]) throws -> [String: Any] {
    guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
      throw FormatError(.malformed, "the settings are not a JSON object, or hold a number that none of them can take")
    }
    return object
  }

  private static func merge(_ given: [String: Any], into defaults: [String: Any]) -> [String: Any] {
    defaults.merging(given) { old, new in
      if let old = old as? [String: Any], let new = new as? [String: Any] { return merge(new, into: old) }
      return new
    }
  }

  private static func firstUnknown(_ given: [String: Any], among known: [String: Any]) -> String? {
    for (name, value) in given.sorted(by: { $0.key < $1.key }) {
      guard let same = known[name] else { return name }
      guard let value = value as? [String: Any] else { continue }
      if let inner = firstUnknown(value, among: same as? [String: Any] ?? [:]) { return "\(name).\(inner)" }
    }
    return nil
  }
}
