import Queue
import Telemetry

/// Brings back jobs that were put aside although their run goes on: a worker that was cut off heard of the resumption late, and parked them after it.
struct StrandedJobs {
  /// A run of which nothing was heard for so long is looked after.
  private static let quiet = Duration.seconds(10)

  private let reader: RunReader
  private let run: String
  private let log: Log
  /// When the run was paused first; nil while it never was, so that nothing can have been put aside.
  var pausedAt: Int64?
  private var lastSign = ContinuousClock.now
  /// Where the parked topic ended when none of the run's jobs stood in it.
  private var cleared: [Int64]?

  init(_ reader: RunReader, run: String, log: Log) {
    self.reader = reader
    self.run = run
    self.log = log
  }

  /// Something came of the run.
  mutating func noteSign() { lastSign = .now }

  /// Looks, where it is time to, for parked jobs of a run that is not paused.
  mutating func look() throws {
    guard let pausedAt, ContinuousClock.now - lastSign >= Self.quiet else { return }
    lastSign = .now
    do {
      let ends = try reader.transport.endOffsets(of: reader.topics.parked)
      guard ends != cleared else { return }
      let moved = try reader.unpark(run, since: pausedAt, source: "konomi/coordinator")
      if moved == 0 {
        cleared = ends
      } else {
        log.warning("jobs were put aside after the run was resumed; they are back in the queue", ["jobs": String(moved)])
      }
    } catch let error as QueueError where error.isRetriable {}
  }
}
