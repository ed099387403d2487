import Analysis
import Method
import Numerics
import Recordings
import TestSupport
import Testing

@testable import Roles

@Suite struct SubmissionTests {
  private static func recording() throws -> Recording {
    var settings = SimulationSettings()
    (settings.simple, settings.complex, settings.rotationInvariant) = (1, 0, 0)
    (settings.images, settings.testImages, settings.side) = (30, 10, 12)
    return try Simulation(settings).recording
  }

  /// Before a job is published or a directory made: each neuron would have ended with the same words.
  @Test func aNetworkThatDoesNotFitTheImagesIsRefused() throws {
    var settings = AnalysisSettings()
    #expect(try Submission(recording: Self.recording(), settings: settings, seed: 1).description.neurons.count == 1)
    settings.network.convolutions = [.init(channels: 4, side: 11), .init(channels: 4, side: 3)]
    #expect {
      _ = try Submission(recording: Self.recording(), settings: settings, seed: 1)
    } throws: { error in
      guard let error = error as? AnalysisError else { return false }
      return error.code == .badSettings
        && error.description.hasPrefix("No network of these settings can see images of 12 x 12 pixels. Convolution 2 has filters of 3 x 3")
    }
  }

  private static func recording(height: Int, width: Int) throws -> Recording {
    var recording = try recording()
    recording.stimuli = Tensor(shape: [30, 1, height, width], values: numbers(30 * height * width))
    recording.testStimuli = Tensor(shape: [10, 1, height, width], values: numbers(10 * height * width))
    return recording
  }

  private static func numbers(_ count: Int) -> [Float] { (0..<count).map { Float($0 * 7 % 13) } }

  /// Where the default network fits nothing changes; where it does not, one is found, and stands in the run's description.
  @Test(
    arguments: [
      (12, 12, [5, 3]), (40, 12, [5, 3]), (11, 40, [3, 3]), (32, 10, [3, 3]), (10, 10, [3, 3]), (8, 8, [3, 3]), (6, 30, [3, 3]),
      (5, 9, [3]),
    ])
  func smallAndLongImagesGetANetworkThatFits(height: Int, width: Int, sides: [Int]) throws {
    let submission = try Submission(recording: Self.recording(height: height, width: width), settings: AnalysisSettings(), seed: 1)
    #expect(submission.description.settings.network.convolutions.map(\.side) == sides)
    #expect((submission.description.settings.network == NetworkDescription()) == (sides == [5, 3]))
  }

  /// Four columns are rather four channels; and whoever asks for a network gets that one or none.
  @Test func otherImagesAndNetworksAreRefused() throws {
    for (height, width) in [(20, 4), (20, 3), (3, 20), (1, 1)] {
      let error = thrown(AnalysisError.self) {
        try Submission(recording: Self.recording(height: height, width: width), settings: AnalysisSettings(), seed: 1)
      }
      #expect(error?.code == .badSettings && error?.description.contains("network.convolutions in --analysis") == true)
    }
    var settings = AnalysisSettings()
    settings.network.convolutions = [.init(channels: 8, side: 5), .init(channels: 8, side: 5)]
    let error = thrown(AnalysisError.self) { try Submission(recording: Self.recording(height: 10, width: 10), settings: settings, seed: 1) }
    #expect(error?.code == .badSettings)
  }

  /// What a run will take is told among its recording's warnings, once, and only where it is much.
  @Test func largeImagesAreWarnedOf() throws {
    let large = try Self.recording(height: 200, width: 220).warned(of: AnalysisSettings())
    #expect(large.warnings.map(\.code) == ["large_images"] && large.warnings[0].sentence.hasSuffix("--resize 35x32."))
    #expect(try Self.recording(height: 12, width: 12).warned(of: AnalysisSettings()).warnings.isEmpty)
  }
}
