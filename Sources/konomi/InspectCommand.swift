import CommandLine
import Foundation
import Recordings

/// `konomi inspect`: what a recording holds.
enum InspectCommand {
  static let command = Command(
    "inspect", summary: "Tells what a recording holds, and checks it.", example: "konomi inspect recording/ --resize 32",
    parameters: [RecordingOptions.recording, RecordingOptions.resize, RecordingOptions.crop, RecordingOptions.seed, StatusCommand.json],
    run: inspect)

  private static func inspect(_ values: Values) throws -> ExitCode {
    let summary = RecordingSummary(try RecordingOptions.load(values))
    if values[StatusCommand.json] {
      try Konomi.printJSON(summary)
    } else {
      print(text(summary))
    }
    return .success
  }

  private static func text(_ summary: RecordingSummary) -> String {
    let number = { (value: Double) in String(format: "%.4g", value) }
    var lines = [
      "recording   \(summary.name)",
      "stimuli     \(summary.images) images of \(summary.channels) x \(summary.height) x \(summary.width), recorded as \(summary.stimulusType) \(summary.recordedImageShape), \(number(summary.stimulusRange.minimum)) to \(number(summary.stimulusRange.maximum))",
      "test set    \(summary.testImages) images, \(summary.hasTestSet ? "the recording's own" : "split off by the seed")",
      "neurons     \(summary.neurons), \(summary.repeats) repeats (test \(summary.testRepeats)), \(number(summary.missingShare * 100)) % of the responses missing",
    ]
    if let range = summary.responseRange {
      lines.append("responses   \(summary.responseType), \(number(range.minimum)) to \(number(range.maximum)), mean \(number(range.mean))")
    }
    if summary.duplicateImages > 0 { lines.append("duplicates  \(summary.duplicateImages) images are shown more than once") }
    if summary.testImagesSeenInTraining > 0 {
      lines.append("warning     \(summary.testImagesSeenInTraining) test images are training images too")
    }
    if !summary.constantNeurons.isEmpty { lines.append("constant    \(summary.constantNeurons.joined(separator: ", "))") }
    if !summary.missingNeurons.isEmpty { lines.append("missing     \(summary.missingNeurons.joined(separator: ", "))") }
    return lines.joined(separator: "\n")
  }
}
