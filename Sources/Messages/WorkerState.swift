/// What a worker is doing: the message on `konomi.workers`, keyed by the worker's id, every few seconds. Plain JSON, type `konomi.worker.v1`.
public struct WorkerState: Codable, Sendable, Equatable {
  public struct Running: Codable, Sendable, Equatable {
    public var run: String
    public var neuron: String
    /// When the job started, in seconds since 1970.
    public var since: Double

    public init(run: String, neuron: String, since: Double) {
      self.run = run
      self.neuron = neuron
      self.since = since
    }
  }

  public var worker: String
  public var host: String
  public var version: String
  public var methodVersion: Int
  public var slots: Int
  public var running: [Running]
  /// Jobs finished since the worker started.
  public var done: Int
  /// When this was written, in seconds since 1970; false in `alive` is a worker's last word.
  public var time: Double
  public var alive: Bool

  public init(
    worker: String, host: String, version: String, methodVersion: Int, slots: Int, running: [Running], done: Int, time: Double, alive: Bool
  ) {
    self.worker = worker
    self.host = host
    self.version = version
    self.methodVersion = methodVersion
    self.slots = slots
    self.running = running
    self.done = done
    self.time = time
    self.alive = alive
  }
}
