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
  /// Jobs that were delivered more than once, and results that came more than once.
  public var redeliveries: Int
  public var duplicates: Int

  public init(
    run: String, version: String, started: String, finished: String, host: String, workers: [Worker], redeliveries: Int, duplicates: Int
  ) {
    self.run = run
    self.version = version
    self.started = started
    self.finished = finished
    self.host = host
    self.workers = workers
    self.redeliveries = redeliveries
    self.duplicates = duplicates
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
