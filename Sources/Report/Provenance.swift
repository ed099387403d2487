/// All that differs between two runs of one recording and seed: `provenance.json`, and nowhere else.
public struct Provenance: Codable, Sendable, Equatable {
  public var run: String
  /// The program's version.
  public var version: String
  /// RFC 3339 times, UTC.
  public var started: String
  public var finished: String
  /// The host that wrote the report.
  public var host: String
  /// By id.
  public var workers: [Worker]
  /// Jobs that were done more than once, and results that came more than once.
  public var redeliveries: Int
  public var duplicates: Int
  /// Neurons of which another result had other bytes than the one that was kept: something is not deterministic. nil is none.
  public var differing: [String]?
  /// Messages of the run that were not what they should be, kept in `quarantine`. nil is none.
  public var quarantined: Int?

  public init(
    run: String, version: String, started: String, finished: String, host: String, workers: [Worker], redeliveries: Int, duplicates: Int,
    differing: [String]? = nil, quarantined: Int? = nil
  ) {
    self.run = run
    self.version = version
    self.started = started
    self.finished = finished
    self.host = host
    self.workers = workers
    self.redeliveries = redeliveries
    self.duplicates = duplicates
    self.differing = differing
    self.quarantined = quarantined
  }

  /// One worker's part.
  public struct Worker: Codable, Sendable, Equatable {
    public var worker: String
    /// How many neurons it finished, and in how many seconds of computing.
    public var neurons: Int
    public var seconds: Double

    public init(worker: String, neurons: Int, seconds: Double) {
      self.worker = worker
      self.neurons = neurons
      self.seconds = seconds
    }
  }
}
