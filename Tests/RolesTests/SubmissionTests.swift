import Analysis
import Method
import Recordings
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
}
