import Foundation
import Messages
import Queue

/// An operator's hand on a run: says that it is paused, running or cancelled, and whoever works on it obeys.
public struct RunControl {
  /// What came of it.
  public struct Change: Codable, Sendable, Equatable {
    public var run: String
    public var was: Manifest.State
    public var state: Manifest.State
    /// Parked jobs that were moved back into the queue.
    public var unparked: Int

    public init(run: String, was: Manifest.State, state: Manifest.State, unparked: Int) {
      self.run = run
      self.was = was
      self.state = state
      self.unparked = unparked
    }
  }

  private let transport: any Transport
  private let topics: Topics
  /// Within so long every worker has heard of it, and parks no more.
  private let settling: Duration

  public init(transport: any Transport, topics: Topics, settling: Duration = .seconds(2)) {
    self.transport = transport
    self.topics = topics
    self.settling = settling
  }

  /// Workers put the run's jobs aside; what runs ends.
  public func pause(_ run: String) throws -> Change { try change(run, to: .paused, from: [.running, .paused]) }

  /// The run goes on, with the jobs that were put aside.
  public func resume(_ run: String) throws -> Change { try change(run, to: .running, from: [.running, .paused]) }

  /// The run ends: its jobs, those that were put aside too, end without a result.
  public func cancel(_ run: String) throws -> Change { try change(run, to: .cancelled, from: [.running, .paused, .cancelled]) }

  private func change(_ run: String, to state: Manifest.State, from allowed: Set<Manifest.State>) throws -> Change {
    let reader = RunReader(transport, topics)
    let known = try reader.submitted(run)
    let was = try known.state(reader.ledger(of: known.manifest))
    guard allowed.contains(was) else {
      throw RolesError(
        .endedRun,
        was == .done
          ? "the run \(run) is done: there is nothing left to \(state.verb)"
          : "the run \(run) is \(was.rawValue), and there is no way to \(state.verb) it: submit it again to go on with it")
    }
    if was != state { try transport.publish(known.followed(by: state), to: topics, source: "konomi/operator") }
    var change = Change(run: run, was: was, state: state, unparked: 0)
    // Nothing was ever put aside of a run that was never paused.
    guard state != .paused, let pausedAt = known.pausedAt else { return change }
    change.unparked = try reader.unpark(run, since: pausedAt, source: "konomi/operator")
    // A worker that had not heard of it yet has parked a job meanwhile.
    Thread.sleep(forTimeInterval: settling / .seconds(1))
    change.unparked += try reader.unpark(run, since: pausedAt, source: "konomi/operator")
    return change
  }
}

extension Manifest.State {
  /// What an operator does to bring a run there, as the command is called.
  fileprivate var verb: String {
    switch self {
    case .running: "resume"
    case .paused: "pause"
    case .cancelled: "cancel"
    case .done: "end"
    }
  }
}
