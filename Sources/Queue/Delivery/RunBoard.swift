import Messages

/// What the manifests say of the runs, and so what a worker does with a job that comes up.
public struct RunBoard: Sendable, Equatable {
  public enum Admission: Sendable, Equatable {
    case start
    /// Its run is paused: a copy goes to the parked topic, so that it does not stand in the way of other runs.
    case park
    /// Its run is cancelled: it ends at once.
    case end
    /// It was made for another version of the method: a copy goes to the retry topic, without a counted attempt, for a worker of that version.
    case giveBack(version: Int)
  }

  /// The version of the method that this worker computes by.
  public let methodVersion: Int
  private var states: [String: Manifest.State] = [:]

  public init(methodVersion: Int) { self.methodVersion = methodVersion }

  /// A run's manifest was read; the last one counts.
  public mutating func enter(run: String, state: Manifest.State) { states[run] = state }

  /// Whether jobs of the run that are at work end too.
  public func isCancelled(_ run: String) -> Bool { states[run] == .cancelled }

  /// A job of a run whose manifest has not been read starts: its results are the same, whatever the manifest says.
  public func admission(run: String, methodVersion version: Int) -> Admission {
    switch states[run] {
    case .paused: .park
    case .cancelled: .end
    case .running, .done, nil: version == methodVersion ? .start : .giveBack(version: version)
    }
  }
}
