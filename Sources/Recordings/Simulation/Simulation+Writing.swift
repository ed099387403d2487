import Formats
import Foundation
import Numerics

extension Simulation {
  /// Writes the recording as a folder that `Recording.load` reads, with the truth beside it: `truth.json` (settings and cells), `truth_responses.npy` and
  /// `truth_test_responses.npy` (noise-free, [images, neurons]). The folder is made where it does not exist.
  ///
  /// A folder that holds this very simulation already is left as it is.
  /// - Throws: `RecordingError`, where the folder holds other files or cannot be written.
  public func write(to folder: String) throws {
    let manager = FileManager.default
    do {
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw RecordingError(
        .unwritable, "\(folder) cannot be made a folder; check that its parent may be written to and that no file is in the way.")
    }
    let truth = try Self.encoder.encode(SimulatedTruth(settings: settings, cells: cells))
    // The truth is written last: where it stands, all else does.
    if manager.contents(atPath: folder + "/truth.json") == truth { return }
    guard try manager.contentsOfDirectory(atPath: folder).isEmpty else {
      throw RecordingError(.unwritable, "\(folder) holds files already; choose a new folder.")
    }
    try RecordingError.wrapping {
      try ArrayFile.write(recording.stimuli, to: folder + "/stimuli.npy")
      try ArrayFile.write(recording.responses, to: folder + "/responses.npy")
      try ArrayFile.write(recording.testStimuli, to: folder + "/test_stimuli.npy")
      try ArrayFile.write(recording.testResponses, to: folder + "/test_responses.npy")
      try AtomicFile.write((["id"] + cells.map(\.id)).map { $0 + "\n" }.joined().utf8, to: folder + "/neurons.csv")
      try AtomicFile.write(Self.encoder.encode(recording.metadata), to: folder + "/recording.json")
      try ArrayFile.write(responses, to: folder + "/truth_responses.npy")
      try ArrayFile.write(testResponses, to: folder + "/truth_test_responses.npy")
      try AtomicFile.write(truth, to: folder + "/truth.json")
    }
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}

/// The document `truth.json`: what stands behind a simulated recording. JSON with keys in snake case.
public struct SimulatedTruth: Codable, Sendable, Equatable {
  public var settings: SimulationSettings
  /// In the order of the recording's neurons.
  public var cells: [SimulatedCell]
}
