import Foundation
import Messages
import Queue
import Work

/// A run as an operator sees it.
public struct RunStatus: Codable, Sendable, Equatable {
  public var run: String
  public var recording: String
  public var state: Manifest.State
  public var neurons: Int
  /// Neurons with a result, being computed, waiting, and whose job is a dead letter.
  public var done: Int
  public var running: Int
  public var waiting: Int
  public var dead: Int
  /// Dead letters by the code of their failure; nil without any.
  public var deadByCode: [String: Int]?
  /// Neurons whose jobs ended because the run was cancelled; nil without any.
  public var cancelled: Int?
  /// Neurons whose jobs are put aside while the run is paused, among those that wait; nil without any.
  public var parked: Int?
  /// Among those that wait: neurons whose jobs rest until another attempt; nil without any.
  public var retrying: Int?
  /// Among those that wait: neurons whose jobs rest until a worker of their method version comes; nil without any.
  public var resting: Int?
  /// Among those that wait: neurons whose jobs are nowhere in the queue, though the run goes on. Retention, or somebody, took them: submit the run again. nil without any.
  public var missing: Int?
  /// Neurons that are done and whose results are no longer in the queue: where no results directory holds them, the run is to be submitted again. nil without any.
  public var resultsGone: Int?
  /// Whether the stimuli are no longer in the queue, though neurons wait for them: the run is to be submitted again. nil where they are there.
  public var stimuliGone: Bool?
  /// The method version that its workers must have.
  public var methodVersion: Int?
  /// Neurons of which two results differ: something is not deterministic. nil without any.
  public var differing: [String]?
  /// Neurons a second over the last ten minutes, or since the run was submitted or resumed where that is later; nil where none ended in them, and once the run is over.
  public var rate: Double?
  /// Seconds until the run is over at that rate.
  public var etaSeconds: Double?
  /// Jobs of all runs that the workers' group has not committed yet.
  public var lag: Int64
  /// Workers that spoke within the last 15 s.
  public var workers: Int
  /// Those of them that something keeps from their work, by id; nil without any.
  public var hindered: [Hindered]?

  /// Those of them whose host's clock is more than 10 s off the brokers': what they write of the time misleads people, and nobody else. nil without any.
  public var wrongClocks: [WrongClock]?

  /// A worker whose host's clock is off.
  public struct WrongClock: Codable, Sendable, Equatable {
    public var worker: String
    /// Positive where it is ahead of the brokers'.
    public var seconds: Double
  }

  /// A worker that something keeps from its work.
  public struct Hindered: Codable, Sendable, Equatable {
    public var worker: String
    public var condition: WorkerState.Condition
    /// One sentence for a person.
    public var reason: String?
  }

  /// Reads the topics as they are now.
  public init(of run: String, transport: any Transport, topics: Topics) throws {
    let reader = RunReader(transport, topics)
    let known = try reader.submitted(run)
    let (manifest, since) = (known.manifest, known.since)
    let ledger = try reader.ledger(of: manifest)
    let now = Timestamp.now
    let workers = try reader.workers(at: now)
    self.run = run
    recording = manifest.recording
    state = known.state(ledger)
    neurons = manifest.neurons.count
    done = ledger.done
    dead = ledger.dead
    let codes = ledger.deadNeurons.compactMap { ledger.outcomes[$0]?.error?.code }
    deadByCode = codes.isEmpty ? nil : Dictionary(codes.map { ($0, 1) }, uniquingKeysWith: +)
    cancelled = ledger.cancelled == 0 ? nil : ledger.cancelled
    differing = ledger.differing.isEmpty ? nil : ledger.differing.sorted()
    let open = Set(ledger.waiting)
    running = Set(workers.flatMap(\.state.running).filter { $0.run == run && open.contains($0.neuron) }.map(\.neuron)).count
    waiting = ledger.waitingCount - running
    if !open.isEmpty {
      let standing = try reader.standingJobs(of: known)
      func count(_ neurons: Set<String>) -> Int? { Optional(neurons.intersection(open).count).flatMap { $0 == 0 ? nil : $0 } }
      parked = count(standing.parked)
      retrying = count(standing.retrying)
      resting = count(standing.resting)
      if known.state == .running { missing = try Self.missing(open.subtracting(standing.all), reader, manifest) }
    }
    let gone = try reader.withoutResult(ledger).count
    resultsGone = gone == 0 ? nil : gone
    if try !open.isEmpty && reader.hasLostInputs(manifest) { stimuliGone = true }
    methodVersion = manifest.methodVersion
    // By the clock that stamped the outcomes, as far as it is known.
    let present = transport.clock.now ?? now
    rate = ledger.isOver ? nil : ledger.rate(at: present, since: since)
    etaSeconds = ledger.remainingSeconds(at: present, since: since)
    lag = try transport.lag(of: [topics.jobs, topics.retry], group: topics.workGroup).count
    self.workers = workers.count
    let hindered = workers.map(\.state).compactMap { state in
      state.condition.map { Hindered(worker: state.worker, condition: $0, reason: state.reason) }
    }
    self.hindered = hindered.isEmpty ? nil : hindered.sorted { $0.worker < $1.worker }
    let wrong = workers.filter(\.clock.isLarge).map { WrongClock(worker: $0.state.worker, seconds: $0.clock.seconds) }
    wrongClocks = wrong.isEmpty ? nil : wrong.sorted { $0.worker < $1.worker }
  }

  /// How many of these, which had neither outcome nor job, still have no outcome: a job may have ended between the two looks.
  private static func missing(_ neurons: Set<String>, _ reader: RunReader, _ manifest: Manifest) throws -> Int? {
    guard !neurons.isEmpty else { return nil }
    let count = try neurons.intersection(reader.ledger(of: manifest).waiting).count
    return count == 0 ? nil : count
  }
}
