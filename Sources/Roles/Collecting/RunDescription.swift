import Formats
import Messages
import Method

/// All that determines a run's results, without its id, times or places: `run.json` of a results directory.
///
/// Two runs of one description leave the same files; a directory of another description is refused.
public struct RunDescription: Codable, Sendable, Equatable {
  /// The recording's name, for people.
  public var recording: String
  /// The visual angle of one pixel of the stimuli in degrees, for the report; nil where the recording does not tell.
  public var degreesPerPixel: Double?
  public var methodVersion: Int
  public var seed: UInt64
  public var settings: AnalysisSettings
  /// Every neuron, in the recording's order.
  public var neurons: [Neuron]
  /// SHA-256 (hex) of the encoded stimulus set.
  public var stimuliSha256: String
  /// SHA-256 (hex) over all of the above and the responses: the run's identity.
  public var identity: String
  /// What is doubtful about the recording, for the report; nil where nothing is. It follows from the recording and is no part of the identity.
  public var warnings: [Warning]?

  public init(
    recording: String, degreesPerPixel: Double? = nil, methodVersion: Int, seed: UInt64, settings: AnalysisSettings,
    neurons: [Neuron], stimuliSha256: String,
    responsesSha256: String, warnings: [Warning] = []
  ) throws {
    self.recording = recording
    self.degreesPerPixel = degreesPerPixel
    self.methodVersion = methodVersion
    self.seed = seed
    self.settings = settings
    self.neurons = neurons
    self.stimuliSha256 = stimuliSha256
    identity = responsesSha256
    identity = Digest.sha256(try JSONText.encode(self))
    self.warnings = warnings.isEmpty ? nil : warnings
  }

  /// The description of a run that somebody else submitted.
  public init(_ manifest: Manifest) {
    recording = manifest.recording
    degreesPerPixel = manifest.degreesPerPixel
    methodVersion = manifest.methodVersion
    seed = manifest.seed
    settings = manifest.settings
    neurons = manifest.neurons
    stimuliSha256 = manifest.stimuli.sha256
    identity = manifest.identity
    warnings = manifest.warnings
  }
}
