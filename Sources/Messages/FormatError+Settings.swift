import Formats
import Method

extension FormatError {
  /// Throws, as an error of a document, unless the settings are within their ranges.
  static func validate(_ settings: AnalysisSettings) throws {
    do { try settings.validate() } catch let error as SettingsError { throw FormatError(.invalid, "settings.\(error)") }
  }
}
