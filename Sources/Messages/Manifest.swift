import Method

/// What a run is: the message on `konomi.runs`, keyed by the run's id. Plain JSON, type `konomi.run.v1`.
public struct Manifest: Codable, Sendable, Equatable {
  public enum State: String, Codable, Sendable { case running, paused, cancelled, done }

  /// The run's id, chosen by the user or derived from the inputs.
  public var run: String
  /// `running`: what becomes of the run says its last `RunState`. Older programs wrote the run's state here, and the manifest again with each change.
  public var state: State
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
  /// The stimulus set that all jobs share.
  public var stimuli: SharedInput
  /// The population's networks, which all jobs share where the settings ask for population members.
  public var population: SharedInput?
  /// SHA-256 (hex) over all that determines the results: stimuli, responses, neuron ids, settings, seed, method version. Two runs of one identity have the same results.
  public var identity: String
  /// Where the results, outcomes and dead-letters topics ended when the run was submitted, by topic and then by partition: readers start there.
  public var startOffsets: [String: [Int64]]
  /// What is doubtful about the recording, for the report; nil where nothing is.
  public var warnings: [Warning]?

  public init(
    run: String, state: State, recording: String, degreesPerPixel: Double? = nil, methodVersion: Int, seed: UInt64,
    settings: AnalysisSettings, neurons: [Neuron],
    stimuli: SharedInput, population: SharedInput? = nil, identity: String, startOffsets: [String: [Int64]], warnings: [Warning]? = nil
  ) {
    self.run = run
    self.state = state
    self.recording = recording
    self.degreesPerPixel = degreesPerPixel
    self.methodVersion = methodVersion
    self.seed = seed
    self.settings = settings
    self.neurons = neurons
    self.stimuli = stimuli
    self.population = population
    self.identity = identity
    self.startOffsets = startOffsets
    self.warnings = warnings
  }
}
