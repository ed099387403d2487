import Analysis
import Formats
import Foundation
import Messages
import Method
import Queue
import Telemetry

/// Turns one delivered job into its ending, without a word to the broker. Called from every slot's thread.
struct JobRunner: Sendable {
  /// What ends a job before it has a result.
  private enum Halt { case stopped, cancelled, overdue }

  let topics: Topics
  let worker: String
  let stop: StopSignal
  let runs: RunFollower
  let store: StimulusStore
  /// How long a job may take; nil for as long as it takes.
  let deadline: Duration?
  /// Told how far the analysis of a neuron is; nil at its end.
  let stage: @Sendable (_ neuron: String, _ stage: AnalysisStage?, _ share: Double) -> Void
  /// The program that computes a suspect in a process of its own.
  let program: URL
  let policy: RetryPolicy
  let counts: WorkCounts
  /// What time it is, for messages: nothing is reckoned with it.
  let time: @Sendable () -> Timestamp
  let log: Log
  let crashes = CrashPolicy()

  /// - Parameter earlierStarts: how often the job was started without an end.
  func run(_ received: ReceivedRecord, ticket: JobTicket, earlierStarts: Int) -> EndedJob {
    let (history, original) = JobHistory.read(received)
    let start = ContinuousClock.now
    let ending: JobEnding
    do {
      ending = try self.ending(of: original, history, earlierStarts, start)
    } catch {
      ending = self.ending(after: failure(error), history)
    }
    note(ending, original, history)
    return EndedJob(
      ticket: ticket, history: history, original: original, ending: ending, seconds: (ContinuousClock.now - start) / .seconds(1),
      time: time())
  }

  /// Each failed attempt is one line, and counts.
  private func note(_ ending: JobEnding, _ original: Record, _ history: JobHistory) {
    let (failure, next): (FailureReport, String)
    switch ending {
    case .dead(let report): (failure, next) = (report, "never: a dead letter")
    case .moved(_, _, let report?): (failure, next) = (report, "in \(policy.delay)")
    case .result, .moved, .givenBack, .cancelled, .superfluous, .interrupted: return
    }
    counts.failAttempt()
    log.warning(
      "an attempt failed",
      [
        "job": original.key.plain(within: 300), "class": failure.class.rawValue, "code": failure.code,
        "reason": failure.message.plain(within: 1000),
        "attempt": "\(history.attempt) of \(policy.maximumAttempts)", "again": next,
      ])
  }

  /// The result of a job, a pure function of the job and its stimuli, which bring the settings and the seed that the job names.
  static func result(
    of job: Job, stimuli: SharedStimuli, progress: (AnalysisStage, Double) -> Void = { _, _ in }, isCancelled: () -> Bool
  ) throws -> NeuronResult {
    try analyse(
      neuron: job.document.neuron, responses: job.responses, testResponses: job.testResponses, shared: stimuli, progress: progress,
      isCancelled: isCancelled)
  }

  private func ending(of original: Record, _ history: JobHistory, _ earlierStarts: Int, _ start: ContinuousClock.Instant) throws
    -> JobEnding
  {
    let crash = crashes.step(earlierStarts: earlierStarts)
    if crash == .deadLetter {
      return .dead(
        FailureReport(
          class: .crashed, code: "crashed",
          message: "\(earlierStarts) workers ended while they computed the job, by an unknown cause: see their logs, then requeue it."))
    }
    guard !original.isTombstone else { throw FormatError(.malformed, "the job has no value") }
    let job = try original.open(Job.self)
    let run = job.document.run
    switch runs.admission(run: run, methodVersion: job.document.methodVersion) {
    case .start:
      if runs.ledger.isSuperfluous(original.key, published: history.origin.timestamp) {
        log.debug("its neuron has a result already", ["job": original.key])
        return .superfluous
      }
    case .park: return .moved(topic: topics.parked, attempt: history.attempt, after: nil)
    case .end: return .cancelled
    case .giveBack(let version): return .givenBack(version: version)
    }
    let halt = { () -> Halt? in
      if runs.isCancelled(run) { return .cancelled }
      if stop.isUrgent { return .stopped }
      return deadline.map { ContinuousClock.now - start > $0 } == true ? .overdue : nil
    }
    do {
      let isHalted = { halt() != nil }
      let result: NeuronResult
      if crash == .runApart {
        log.warning("a suspect job is computed in a process of its own", ["job": original.key, "lost_starts": String(earlierStarts)])
        result = try ApartProcess(program: program, stop: stop)
          .result(of: job, inputs: store.inputs(of: job.document, isHalted: isHalted), isHalted: isHalted)
      } else {
        let neuron = job.document.neuron
        defer { stage(neuron, nil, 1) }
        result = try Self.result(
          of: job, stimuli: store.stimuli(of: job.document, isHalted: isHalted), progress: { stage(neuron, $0, $1) }, isCancelled: isHalted)
      }
      return .result(try Record(sealing: result, key: original.key, source: CloudEvent.source("worker", worker), time: time()))
    } catch is CancellationError {
      switch halt() {
      case .cancelled: return .cancelled
      case .overdue:
        let report = FailureReport(
          class: .transient, code: "deadline",
          message: "The job took longer than its deadline of \(deadline ?? .zero): give it more (--job-deadline), or a faster machine.")
        return ending(after: report, history)
      case .stopped, nil: return .interrupted
      }
    }
  }

  private func ending(after failure: FailureReport, _ history: JobHistory) -> JobEnding {
    switch policy.step(after: failure.class, attempt: history.attempt) {
    case .leave: .interrupted
    case .retry(let attempt): .moved(topic: topics.retry, attempt: attempt, after: failure)
    case .deadLetter: .dead(failure)
    }
  }

  private func failure(_ error: any Error) -> FailureReport {
    switch error {
    case let error as JobFailure: error.report.held()
    case let error as QueueError: FailureReport(class: .transient, code: "stimuli_unreadable", message: error.description).held()
    default: Self.failure(of: error)
    }
  }

  /// Why an analysis gave no result: the job's fault, wherever it is computed.
  static func failure(of error: any Error) -> FailureReport {
    let code =
      switch error {
      case is FormatError: "bad_job"
      case is AnalysisError: "bad_data"
      default: "analysis_failed"
      }
    return FailureReport(class: .permanent, code: code, message: "\(error)").held()
  }
}
