import Formats

/// What is to become of a run: the message on `konomi.states`, keyed by the run's id; the last one counts. Plain JSON, type `konomi.run-state.v1`. A few hundred bytes, so that
/// pausing a run of many neurons costs no more than that, and whoever obeys need not read what the runs are.
public struct RunState: Codable, Sendable, Equatable {
  public var run: String
  public var state: Manifest.State
  /// Where the run's manifest stands in `konomi.runs`, for whoever wants this one and no other; nil where whoever wrote this did not know.
  public var partition: Int32?
  public var offset: Int64?
  /// When the run was paused first, in milliseconds since 1970 by the broker's clock: what was put aside stands behind it. nil before that record itself was written.
  public var pausedAt: Int64?

  public init(run: String, state: Manifest.State, partition: Int32? = nil, offset: Int64? = nil, pausedAt: Int64? = nil) {
    self.run = run
    self.state = state
    self.partition = partition
    self.offset = offset
    self.pausedAt = pausedAt
  }
}

extension RunState: JSONMessage {
  public static let messageType = MessageType.runState

  public func isKeyed(_ key: String) -> Bool { key == run }

  public func validate() throws {
    try JobKey.checkRun(run)
    if let partition { try FormatError.check(partition, in: 0...Int32.max, "partition") }
    if let offset { try FormatError.check(offset, in: 0...SharedInput.exactLimit, "offset") }
    try FormatError.require(
      (partition == nil) == (offset == nil), .invalid, "a run's state names partition and offset of its manifest, or neither of them")
    if let pausedAt { try FormatError.check(pausedAt, in: 0...SharedInput.exactLimit, "paused_at") }
  }
}
