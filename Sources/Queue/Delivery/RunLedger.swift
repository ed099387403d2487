import Messages

/// What has become of a run's neurons: the manifest against the outcomes. A run is over when every neuron of its manifest has an outcome; no lag or queue length says so.
///
/// A success is final. A dead letter or a cancellation gives way to a later success (the job was requeued, or was ending just then), never the other way round.
public struct RunLedger: Sendable {
  public enum Entry: Sendable, Equatable {
    /// The neuron's first outcome, or the success of a requeued job.
    case accepted
    /// The neuron has this outcome already.
    case duplicate
    /// The neuron has succeeded already, with other bytes: something is not deterministic.
    case differing(first: String, second: String)
    /// Of another run, or of a neuron that the manifest does not name.
    case foreign
  }

  public let run: String
  /// The manifest's neurons, in its order.
  public let neurons: [String]
  public private(set) var outcomes: [String: Outcome] = [:]
  public private(set) var duplicates = 0
  public private(set) var done = 0
  public private(set) var dead = 0
  public private(set) var cancelled = 0
  /// Neurons that succeeded with different bytes.
  public private(set) var differing: Set<String> = []

  private let known: Set<String>
  /// When outcomes were accepted, ascending.
  private var times: [Timestamp] = []

  public init(run: String, neurons: [String]) {
    self.run = run
    self.neurons = neurons
    known = Set(neurons)
  }

  public init(manifest: Manifest) { self.init(run: manifest.run, neurons: manifest.neurons.map(\.id)) }

  /// Neurons without an outcome.
  public var waitingCount: Int { neurons.count - outcomes.count }
  public var isOver: Bool { waitingCount == 0 }
  /// Neurons without an outcome, in the manifest's order.
  public var waiting: [String] { neurons.filter { outcomes[$0] == nil } }
  /// Neurons that ended as dead letters, in the manifest's order.
  public var deadNeurons: [String] { neurons.filter { outcomes[$0]?.state == .dead } }

  /// Enters one outcome.
  /// - Parameter time: when it was written, by the broker's clock.
  @discardableResult
  public mutating func enter(_ outcome: Outcome, at time: Timestamp) -> Entry {
    guard outcome.run == run, known.contains(outcome.neuron) else { return .foreign }
    switch (outcomes[outcome.neuron]?.state, outcome.state) {
    case (nil, .succeeded):
      done += 1
    case (nil, .dead):
      dead += 1
    case (nil, .cancelled):
      cancelled += 1
    case (.dead, .succeeded):
      dead -= 1
      done += 1
    case (.cancelled, .succeeded):
      cancelled -= 1
      done += 1
    case (.succeeded, .succeeded):
      duplicates += 1
      let first = outcomes[outcome.neuron]?.sha256 ?? ""
      let second = outcome.sha256 ?? ""
      if first == second { return .duplicate }
      differing.insert(outcome.neuron)
      return .differing(first: first, second: second)
    case (_, .dead), (_, .cancelled):
      duplicates += 1
      return .duplicate
    }
    outcomes[outcome.neuron] = outcome
    times.insert(time, at: times.lastIndex { $0 <= time }.map { $0 + 1 } ?? 0)
    return .accepted
  }

  /// On a tombstone of the outcomes topic: the neuron succeeded, but its result is no longer there.
  public static let resultIsGone = MessageHeader("reopened", "result_gone")

  /// The neuron's dead letter was requeued, or its cancelled run goes on: it waits for an outcome again. A success stays, unless its result is gone.
  public mutating func reopen(_ neuron: String, resultIsGone: Bool = false) {
    switch outcomes[neuron]?.state {
    case .dead: dead -= 1
    case .cancelled: cancelled -= 1
    case .succeeded where resultIsGone: done -= 1
    case .succeeded, nil: return
    }
    outcomes[neuron] = nil
  }

  /// Outcomes per second over the last `window`, or since the run's first sign of life where that is later; nil before there is anything to measure.
  ///
  /// - Parameter start: when the run's work began, on the clock of `enter`.
  public func rate(at time: Timestamp, since start: Timestamp, over window: Duration = .seconds(600)) -> Double? {
    let from = max(start, Timestamp(milliseconds: time.milliseconds - Int64(window / .milliseconds(1))))
    let recent = times.count - (times.firstIndex { $0 > from } ?? times.count)
    let seconds = Double(time.milliseconds - from.milliseconds) / 1000
    return recent > 0 && seconds > 0 ? Double(recent) / seconds : nil
  }

  /// Seconds until the last neuron has an outcome at the present rate; 0 when the run is over, nil while the rate is unknown.
  public func remainingSeconds(at time: Timestamp, since start: Timestamp) -> Double? {
    if isOver { return 0 }
    return rate(at: time, since: start).map { Double(waitingCount) / $0 }
  }
}
