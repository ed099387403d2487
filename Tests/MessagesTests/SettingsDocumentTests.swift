import Formats
import Method
import Testing

@testable import Messages

@Suite struct SettingsDocumentTests {
  private func settings(_ text: String) throws -> AnalysisSettings { try AnalysisSettings(document: Array(text.utf8)) }

  @Test func whatIsLeftOutIsTheDefault() throws {
    #expect(try settings("{}") == AnalysisSettings())
    var expected = AnalysisSettings()
    expected.training.loss = .poisson
    expected.optimalImages.apart = 6
    expected.network.convolutions = [.init(channels: 8, side: 7, pooling: .average)]
    expected.comparisonModels = []
    #expect(
      try settings(
        """
        {"training": {"loss": "poisson"}, "optimal_images": {"apart": 6}, "comparison_models": [],
         "network": {"convolutions": [{"channels": 8, "side": 7, "pooling": "average"}]}}
        """) == expected)
  }

  @Test(arguments: [
    (#"{"training": {"epoch": 3}}"#, "there is no setting training.epoch: see schemas/settings.v1.json for those that there are"),
    (#"{"networks": {}}"#, "there is no setting networks: see schemas/settings.v1.json for those that there are"),
  ])
  func whatIsNoSettingIsNamed(text: String, complaint: String) {
    #expect(throws: FormatError(.invalid, complaint)) { try settings(text) }
  }

  @Test(arguments: ["{", #"{"training": {"epochs": "many"}}"#, #"{"training": 3}"#, "[1]", ""])
  func whatCannotBeReadIsRefused(text: String) {
    #expect(throws: FormatError.self) { try settings(text) }
  }

  @Test func valuesAreChecked() {
    #expect(throws: SettingsError.self) { try settings(#"{"training": {"epochs": 0}}"#) }
  }
}
