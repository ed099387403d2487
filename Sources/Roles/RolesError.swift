/// Why a role cannot do its work.
public struct RolesError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Equatable {
    /// The results directory belongs to another run, or holds something that is not ours.
    case foreignDirectory
    /// No run of that id is on the broker.
    case unknownRun
    /// The topics of a run are no longer there.
    case runIsGone
    /// A run of that id exists with other inputs.
    case conflictingRun
    /// The run is done or cancelled.
    case endedRun
    /// Jobs of the run have not ended.
    case unfinishedRun
    /// No such dead letter stands in the topic.
    case unknownLetter
    /// A message would be larger than its topic takes.
    case messageTooLarge
    /// The stimuli do not fit into memory.
    case noMemory
    /// A file of the results directory cannot be read or written.
    case directory
    /// A file of the results directory is not the result of this run's neuron.
    case foreignResult
  }

  public var code: Code
  /// What happened, where, and what to do, as one sentence.
  public var description: String

  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
