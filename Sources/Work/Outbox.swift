import Foundation
import Messages
import Queue

/// Tells the queue how jobs ended (`Teller`), on a thread of its own, and says every few seconds how the worker is. While the broker is away, or refuses, it keeps what is
/// finished and tries again; how much that may be, `JobIntake` bounds.
final class Outbox: @unchecked Sendable {
  private static let pause = Duration.seconds(1)
  private static let interval = Duration.seconds(3)
  /// After a change, so that several are told at once.
  private static let reportDelay = Duration.milliseconds(250)

  private let teller: Teller
  private let hindrances: Hindrances
  private let wall: @Sendable () -> Timestamp
  private let state: @Sendable () -> WorkerState

  // Everything below is touched only while the condition is locked.
  private let condition = MonotonicCondition()
  private var waiting: [EndedJob] = []
  private var settled: [EndedJob] = []
  private var fatal: QueueError?
  private var nextReport = ContinuousClock.now
  private var isClosing = false
  private var isClosed = false

  /// - Parameters:
  ///   - wall: this host's wall clock, for what people read.
  ///   - state: how the worker is at the moment.
  init(teller: Teller, hindrances: Hindrances, wall: @escaping @Sendable () -> Timestamp, state: @escaping @Sendable () -> WorkerState) {
    self.teller = teller
    self.hindrances = hindrances
    self.wall = wall
    self.state = state
  }

  func start() { Thread.detachNewThread { self.work() } }

  func add(_ job: EndedJob) {
    condition.withLock {
      waiting.append(job)
      condition.broadcast()
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
      nextReport = min(nextReport, .now + Self.reportDelay)
      condition.broadcast()
    }
  }

  /// Says the last word, and waits for it no longer than this.
  func close(within patience: Duration) {
    let deadline = ContinuousClock.now + patience
    condition.withLock {
      isClosing = true
      condition.broadcast()
      while !isClosed, condition.wait(until: deadline) {}
    }
  }

  private func work() {
    var isHindered = false
    while true {
      let (jobs, isDue, isLast) = next(isHindered)
      isHindered = settle(jobs)
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
      let earliest = ContinuousClock.now + (isHindered ? Self.pause : .zero)
      while !isClosing, .now < earliest || waiting.isEmpty && .now < nextReport {
        condition.wait(until: waiting.isEmpty ? max(earliest, nextReport) : earliest)
      }
      let isDue = .now >= nextReport
      if isDue { nextReport = .now + Self.interval }
      defer { waiting = [] }
      return (waiting, isDue, isClosing)
    }
  }

  /// - Returns: whether the broker is to be waited for; what it has not acknowledged waits again.
  private func settle(_ jobs: [EndedJob]) -> Bool {
    var isHindered = false
    for (index, var job) in jobs.enumerated() {
      do {
        try teller.tell(&job)
        condition.withLock { settled.append(job) }
      } catch {
        isHindered = true
        let error = error as? QueueError ?? QueueError(.broker, "The end of \(job.original.key) cannot be told: \(error)")
        hindrances.note(.publishing, error)
        condition.withLock {
          waiting.append(job)
          if error.isFatal { fatal = error }
          // Where nobody answers, the others need not find that out one by one.
          if error.code == .unreachable { waiting += jobs[(index + 1)...] }
        }
        if error.code == .unreachable { break }
      }
    }
    return isHindered
  }

  /// Says on the workers' topic how this one is. Not worth failing for.
  private func report() -> Bool {
    do {
      try teller.transport.publish([state().record(at: wall())], to: teller.topics.workers, partition: nil)
      return true
    } catch let error as QueueError where error.code != .recordTooLarge {
      hindrances.note(.publishing, error)
      return false
    } catch {
      // Neither what is too large nor what cannot be written down is any better at the next try.
      return true
    }
  }
}

extension WorkerState {
  /// The record that says so.
  /// - Parameter time: this host's wall clock.
  func record(at time: Timestamp) throws -> Record {
    let state = held()
    return try Record(sealing: state, key: state.worker, source: CloudEvent.source("worker", state.worker), time: time)
  }
}
