import CommandLine
import Foundation
import Recordings

/// `konomi inspect`: what a recording holds.
enum InspectCommand {
  static let command = Command(
    "inspect", summary: "Tells what a recording holds, and checks it.", example: "konomi inspect recording/ --resize 16",
    parameters: RecordingOptions.reading + [StatusCommand.json], run: inspect)

  private static func inspect(_ values: Values) throws -> ExitCode {
    let summary = RecordingSummary(try RecordingOptions.load(values, RecordingOptions.settings(values)))
    if values[StatusCommand.json] {
      try Konomi.printJSON(summary)
    } else {
      print(text(summary))
    }
    return .success
  }

  private static func split(_ summary: RecordingSummary) -> String {
    summary.gap == 0
      ? "split off at random, by the seed" : "split off by blocks with gaps of \(summary.gap) (\(summary.imagesInGaps) images)"
  }

  private static func text(_ summary: RecordingSummary) -> String {
    let number = { (value: Double) in String(format: "%.4g", value) }
    var lines = [
      "recording   \(summary.name)",
      "stimuli     \(summary.images) images of \(summary.channels) x \(summary.height) x \(summary.width), recorded as \(summary.stimulusType) \(summary.recordedImageShape), \(summary.stimulusRange.text)",
      "test set    \(summary.testImages) images, \(summary.hasTestSet ? "the recording's own" : split(summary))\(summary.testStimulusRange.map { ", \($0.text)" } ?? "")",
      "neurons     \(summary.neurons), \(summary.repeats) repeats (test \(summary.testRepeats)), \(number(summary.missingShare * 100)) % of the responses missing (test \(number(summary.testMissingShare * 100)) %)",
    ]
    if let range = summary.responseRange {
      let test = summary.testResponseRange.map { " (test \($0.text), mean \(number($0.mean)))" } ?? ""
      lines.append("responses   \(summary.responseType), \(range.text), mean \(number(range.mean))\(test)")
    }
    if let neighbours = summary.neighbours {
      let reach = { (images: Int) in images == 0 ? "not alike" : "alike up to \(images) apart" }
      lines.append(
        "neighbours  images r = \(number(neighbours.imageAlikeness)), \(reach(neighbours.imageReach)); responses r = \(number(neighbours.responseAlikeness)), \(reach(neighbours.responseReach)); folds \(summary.gap == 0 ? "at random" : "by blocks with gaps of \(summary.gap)")"
      )
    }
    if !summary.channelsLeftOut.isEmpty {
      let channels = summary.channelsLeftOut.map(String.init).joined(separator: ", ")
      lines.append("channels    \(channels) (from 0) left out of the analysis: constant, or equal to an earlier one")
    }
    if summary.duplicateImages + summary.duplicateTestImages > 0 {
      lines.append(
        "copies      \(summary.duplicateImages) rows (test \(summary.duplicateTestImages)) show an image again and count as its repeats")
    }
    if !summary.constantNeurons.isEmpty { lines.append("constant    \(summary.constantNeurons.joined(separator: ", "))") }
    if !summary.missingNeurons.isEmpty { lines.append("missing     \(summary.missingNeurons.joined(separator: ", "))") }
    if !summary.filesNotRead.isEmpty {
      let more = summary.filesNotRead.count > 8 ? ", ..." : ""
      lines.append("not read    \(summary.filesNotRead.prefix(8).joined(separator: ", "))\(more)")
    }
    lines += summary.warnings.map { "warning     \($0.sentence)" }
    return lines.joined(separator: "\n")
  }
}
