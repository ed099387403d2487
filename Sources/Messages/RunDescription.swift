import Formats
import Method

/// All that determines a run's results, without its id, times or places: `run.json` of a results directory, and a part of its manifest.
///
/// Two runs of one description leave the same files; a directory of another description is refused.
public struct RunDescription: Codable, Sendable, Equatable {
  /// The recording's name, for people.
  public var recording: String
  /// The visual angle of one pixel of the stimuli in degrees, for the report; nil where the recording does not tell.
  public var degreesPerPixel: Double?
  /// `Method.methodVersion` of whoever submitted the run.
  public var methodVersion: Int
  public var seed: UInt64
  public var settings: AnalysisSettings
  /// Every neuron, in the recording's order; its columns are kept for the report.
  public var neurons: [Neuron]
  /// SHA-256 (hex) of the encoded stimulus set.
  public var stimuliSha256: String
  /// SHA-256 (hex) over all that determines the results: stimuli, responses, neurons, settings, seed, method version. Two runs of one identity have the same results.
  public var identity: String
  /// What is doubtful about the recording, for the report; nil where nothing is. It follows from the recording and is no part of the identity.
  public var warnings: [Warning]?
  /// Which images are learnt from, for the report; nil of a run that an older program described. Likewise no part of the identity.
  public var split: ImageSplit?

  /// A run whose identity follows from all of this and the responses.
  /// - Throws: `FormatError` where it cannot be written down.
  public init(
    recording: String, degreesPerPixel: Double? = nil, methodVersion: Int, seed: UInt64, settings: AnalysisSettings, neurons: [Neuron],
    stimuliSha256: String, responsesSha256: String, warnings: [Warning] = [], split: ImageSplit? = nil
  ) throws {
    self.init(
      recording: recording, degreesPerPixel: degreesPerPixel, methodVersion: methodVersion, seed: seed, settings: settings,
      neurons: neurons, stimuliSha256: stimuliSha256, identity: responsesSha256, warnings: nil, split: nil)
    identity = Digest.sha256(try JSONText.encode(self))
    self.warnings = warnings.isEmpty ? nil : warnings
    self.split = split
  }

  /// A run of a known identity.
  init(
    recording: String, degreesPerPixel: Double?, methodVersion: Int, seed: UInt64, settings: AnalysisSettings, neurons: [Neuron],
    stimuliSha256: String, identity: String, warnings: [Warning]?, split: ImageSplit?
  ) {
    self.recording = recording
    self.degreesPerPixel = degreesPerPixel
    self.methodVersion = methodVersion
    self.seed = seed
    self.settings = settings
    self.neurons = neurons
    self.stimuliSha256 = stimuliSha256
    self.identity = identity
    self.warnings = warnings
    self.split = split
  }

  /// Seeds lie below 2^53, so that every JSON reader keeps them exactly.
  public static let seeds: ClosedRange<UInt64> = 0...(1 << 53 - 1)
  /// The most neurons of one run.
  public static let neuronLimit = 100_000
  /// The most warnings.
  static let warningLimit = 1000

  /// Throws `FormatError` for the first field out of its bounds.
  public func validate() throws {
    try JobKey.checkText(recording, "recording", limit: 500)
    if let degreesPerPixel { try FormatError.check(degreesPerPixel, in: Double.leastNonzeroMagnitude...90, "degrees_per_pixel") }
    try FormatError.check(methodVersion, in: 1...Int(Int32.max), "method_version")
    try FormatError.check(seed, in: Self.seeds, "seed")
    try FormatError.validate(settings)
    try Digest.check(stimuliSha256, "stimuli_sha256")
    try Digest.check(identity, "identity")
    try FormatError.check(neurons.count, in: 1...Self.neuronLimit, "the number of neurons")
    var ids: Set<String> = []
    for neuron in neurons {
      try JobKey.checkNeuron(neuron.id)
      try FormatError.require(ids.insert(neuron.id).inserted, .invalid, "the neuron \(neuron.id) stands twice in the manifest")
    }
    if let split {
      for (count, name) in [(split.trainingImages, "training_images"), (split.testImages, "test_images"), (split.gap, "gap")] {
        try FormatError.check(count, in: 0...Int(Int32.max), "split.\(name)")
      }
    }
    try FormatError.check(warnings?.count ?? 0, in: 0...Self.warningLimit, "the number of warnings")
    for warning in warnings ?? [] {
      try JobKey.checkText(warning.code, "a warning's code", limit: 100)
      try JobKey.checkText(warning.sentence, "a warning's sentence", limit: 2000)
    }
  }
}
