import Method

/// A run in the queue: the message on `konomi.runs`, keyed by the run's id. Plain JSON, type `konomi.run.v1`: the members of its description (`RunDescription`) stand
/// beside its own, but for the stimuli's digest, which their address holds.
@dynamicMemberLookup
public struct Manifest: Sendable, Equatable {
  public enum State: String, Codable, Sendable { case running, paused, cancelled, done }

  /// The run's id, chosen by the user or derived from the inputs.
  public var run: String
  /// `running`: what becomes of the run says its last `RunState`. Older programs wrote the run's state here, and the manifest again with each change.
  public var state: State
  /// What the run is, wherever it is computed.
  public var description: RunDescription
  /// The stimulus set that all jobs share.
  public var stimuli: SharedInput
  /// The population's networks, which all jobs share where the settings ask for population members.
  public var population: SharedInput?
  /// Where the results, outcomes and dead-letters topics ended when the run was submitted, by topic and then by partition: readers start there.
  public var startOffsets: [String: [Int64]]

  /// - Parameter stimuli: of the description's digest.
  public init(
    run: String, state: State = .running, description: RunDescription, stimuli: SharedInput, population: SharedInput? = nil,
    startOffsets: [String: [Int64]]
  ) {
    self.run = run
    self.state = state
    self.description = description
    self.stimuli = stimuli
    self.population = population
    self.startOffsets = startOffsets
  }

  public subscript<Value>(dynamicMember member: WritableKeyPath<RunDescription, Value>) -> Value {
    get { description[keyPath: member] }
    set { description[keyPath: member] = newValue }
  }
}

extension Manifest: Codable {
  private enum CodingKeys: String, CodingKey {
    case run, state, recording, degreesPerPixel, methodVersion, seed, settings, neurons, stimuli, population, identity, startOffsets,
      warnings, split
  }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    let stimuli = try members.decode(SharedInput.self, forKey: .stimuli)
    self.init(
      run: try members.decode(String.self, forKey: .run), state: try members.decode(State.self, forKey: .state),
      description: RunDescription(
        recording: try members.decode(String.self, forKey: .recording),
        degreesPerPixel: try members.decodeIfPresent(Double.self, forKey: .degreesPerPixel),
        methodVersion: try members.decode(Int.self, forKey: .methodVersion), seed: try members.decode(UInt64.self, forKey: .seed),
        settings: try members.decode(AnalysisSettings.self, forKey: .settings),
        neurons: try members.decode([Neuron].self, forKey: .neurons), stimuliSha256: stimuli.sha256,
        identity: try members.decode(String.self, forKey: .identity),
        warnings: try members.decodeIfPresent([Warning].self, forKey: .warnings),
        split: try members.decodeIfPresent(ImageSplit.self, forKey: .split)),
      stimuli: stimuli, population: try members.decodeIfPresent(SharedInput.self, forKey: .population),
      startOffsets: try members.decode([String: [Int64]].self, forKey: .startOffsets))
  }

  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(run, forKey: .run)
    try members.encode(state, forKey: .state)
    try members.encode(description.recording, forKey: .recording)
    try members.encodeIfPresent(description.degreesPerPixel, forKey: .degreesPerPixel)
    try members.encode(description.methodVersion, forKey: .methodVersion)
    try members.encode(description.seed, forKey: .seed)
    try members.encode(description.settings, forKey: .settings)
    try members.encode(description.neurons, forKey: .neurons)
    try members.encode(stimuli, forKey: .stimuli)
    try members.encodeIfPresent(population, forKey: .population)
    try members.encode(description.identity, forKey: .identity)
    try members.encode(startOffsets, forKey: .startOffsets)
    try members.encodeIfPresent(description.warnings, forKey: .warnings)
    try members.encodeIfPresent(description.split, forKey: .split)
  }
}
