import Foundation
import Messages
import Queue

/// Tells the queue how jobs ended, on a thread of its own, and says every few seconds how the worker is. While the broker is away, or refuses, it keeps what is finished and
/// tries again; how much that may be, `JobIntake` bounds.
final class Outbox: @unchecked Sendable {
  private static let pause = 1.0
  private static let interval = 3.0
  /// After a change, so that several are told at once.
  private static let reportDelay = 0.25

  private let transport: any Transport
  private let topics: Topics
  private let policy: RetryPolicy
  private let worker: String
  private let version: String
  private let hindrances: Hindrances
  private let state: @Sendable () -> WorkerState

  // Everything below is touched only while the condition is locked.
  private let condition = NSCondition()
  private var waiting: [EndedJob] = []
  private var settled: [EndedJob] = []
  private var fatal: QueueError?
  private var nextReport = Date.distantPast
  private var isClosing = false
  private var isClosed = false

  /// - Parameter state: how the worker is at the moment.
  init(
    transport: any Transport, topics: Topics, policy: RetryPolicy, worker: String, version: String, hindrances: Hindrances,
    state: @escaping @Sendable () -> WorkerState
  ) {
    self.transport = transport
    self.topics = topics
    self.policy = policy
    self.worker = worker
    self.version = version
    self.hindrances = hindrances
    self.state = state
  }

  func start() { Thread.detachNewThread { self.work() } }

  func add(_ job: EndedJob) {
    condition.withLock {
      waiting.append(job)
      condition.signal()
    }
  }

  /// Jobs whose ending the broker has acknowledged since the last call.
  /// - Throws: where the client is beyond use.
  func takeSettled() throws -> [EndedJob] {
    try condition.withLock {
      if let fatal { throw fatal }
      defer { settled = [] }
      return settled
    }
  }

  /// The worker has more, or other, jobs than it last said.
  func reportSoon() {
    condition.withLock {
      nextReport = min(nextReport, Date(timeIntervalSinceNow: Self.reportDelay))
      condition.signal()
    }
  }

  /// Says the last word, and waits for it no longer than this.
  func close(within seconds: Double) {
    let deadline = Date(timeIntervalSinceNow: seconds)
    condition.withLock {
      isClosing = true
      condition.signal()
      while !isClosed, condition.wait(until: deadline) {}
    }
  }

  private func work() {
    var isHindered = false
    while true {
      let (jobs, isDue, isLast) = next(isHindered)
      isHindered = false
      for job in jobs where !settle(job) { isHindered = true }
      if isDue || isLast, !report() { isHindered = true }
      if !isHindered { hindrances.clear(.publishing) }
      if isLast { break }
    }
    condition.withLock {
      isClosed = true
      condition.broadcast()
    }
  }

  /// Waits until there is something to do.
  private func next(_ isHindered: Bool) -> (jobs: [EndedJob], isDue: Bool, isLast: Bool) {
    condition.withLock {
      // Not at once again what has just failed.
      let earliest = Date(timeIntervalSinceNow: isHindered ? Self.pause : 0)
      while !isClosing, Date() < earliest || waiting.isEmpty && Date() < nextReport {
        _ = condition.wait(until: max(earliest, waiting.isEmpty ? nextReport : earliest))
      }
      let isDue = Date() >= nextReport
      if isDue { nextReport = Date(timeIntervalSinceNow: Self.interval) }
      defer { waiting = [] }
      return (waiting, isDue, isClosing)
    }
  }

  /// - Returns: whether the broker has acknowledged the job's ending; where not, it waits again.
  private func settle(_ job: EndedJob) -> Bool {
    var job = job
    do {
      try publish(&job)
      condition.withLock { settled.append(job) }
      return true
    } catch let error as QueueError {
      hindrances.note(.publishing, error)
      condition.withLock {
        waiting.append(job)
        if error.isFatal { fatal = error }
      }
    } catch {
      hindrances.note(.publishing, QueueError(.broker, "The end of \(job.original.key) cannot be told: \(error)"))
      condition.withLock { waiting.append(job) }
    }
    return false
  }

  private func publish(_ job: inout EndedJob) throws {
    switch job.ending {
    case .interrupted: break
    case .moved(let topic, let attempt, let failedAt):
      try transport.publish([job.history.copy(of: job.original, attempt: attempt, failedAt: failedAt)], to: topic, partition: nil)
    case .cancelled:
      try enter(job, .cancelled, (job.history.origin.partition, job.history.origin.offset), sha256: nil, error: nil)
    case .dead(let failure):
      let letter = job.history.deadLetter(
        of: job.original, error: failure, policy: policy, worker: worker, workerVersion: version, at: .now)
      let place = try job.place ?? transport.publish([letter.sealed()], to: topics.deadLetters, partition: nil)[0]
      job.place = place
      try enter(job, .dead, place, sha256: nil, error: failure)
    case .result(let record):
      do {
        let place = try job.place ?? transport.publish([record], to: topics.results, partition: nil)[0]
        job.place = place
        try enter(job, .succeeded, place, sha256: record.event().sha256, error: nil)
      } catch let error as QueueError where error.code == .recordTooLarge && job.place == nil {
        job.ending = .dead(FailureReport(class: .permanent, code: "result_too_large", message: error.description))
        try publish(&job)
      }
    }
  }

  private func enter(
    _ job: EndedJob, _ state: Outcome.State, _ place: (partition: Int32, offset: Int64), sha256: String?, error: FailureReport?
  ) throws {
    // A record whose key names no job belongs to no ledger; its letter is all that can be said of it.
    guard let key = try? JobKey(job.original.key) else { return }
    let outcome = Outcome(
      run: key.run, neuron: key.neuron, state: state, partition: place.partition, offset: place.offset, sha256: sha256, error: error,
      worker: worker, seconds: job.seconds)
    let record = try Record(sealing: outcome, key: job.original.key, source: source, time: .now)
    try transport.publish([record], to: topics.outcomes, partition: nil)
  }

  private var source: String { "konomi/worker/\(worker)" }

  /// Says on the workers' topic how this one is. Not worth failing for.
  private func report() -> Bool {
    do {
      let record = try Record(sealing: state(), key: worker, source: source, time: .now)
      try transport.publish([record], to: topics.workers, partition: nil)
      return true
    } catch let error as QueueError {
      hindrances.note(.publishing, error)
    } catch {}
    return false
  }
}
