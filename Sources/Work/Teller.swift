import Formats
import Messages
import Queue
import Telemetry

/// Tells the queue how a job ended, step by step as `Telling` has it: the edge between that value and the broker.
struct Teller: Sendable {
  let transport: any Transport
  let topics: Topics
  let policy: RetryPolicy
  let worker: String
  let version: String
  let counts: WorkCounts
  let log: Log

  /// Tells what is still to be told. What is refused for good is told in its next form.
  /// - Throws: `QueueError` where the broker is to be waited for; what is told already stays told.
  func tell(_ job: inout EndedJob) throws {
    while let telling = job.telling, !telling.isSettled {
      do {
        if let place = try publish(telling.step, of: job) { job.place = place }
        job.telling?.acknowledge()
      } catch let error as QueueError where !Self.isForGood(error, telling.step) {
        throw error
      } catch {
        // Anything but the broker's word means that it cannot be written down.
        let alarm = job.telling?.refuse("\(error)")
        report(alarm, "\(error)", telling, job)
      }
    }
  }

  /// Whether the same step would be refused again, however often it is tried.
  private static func isForGood(_ error: QueueError, _ step: Telling.Step) -> Bool {
    switch error.code {
    case .recordTooLarge, .recordRefused: true
    // Nobody need have made that topic, or given this worker a right to it.
    case .topicMissing, .topicUnfit, .notAuthorised: step == .rest
    case .unreachable, .clockRefused, .staleAssignment, .broker: false
    }
  }

  /// - Returns: where the result or the letter stands.
  private func publish(_ step: Telling.Step, of job: EndedJob) throws -> Place? {
    switch (step, job.ending) {
    case (.result, .result(let record)):
      return try publish(record, to: topics.results)
    case (.rest, .givenBack(let version)):
      _ = try publish(copy(of: job, attempt: job.history.attempt), to: topics.jobs(ofMethodVersion: version))
    case (.copy, .givenBack):
      _ = try publish(copy(of: job, attempt: job.history.attempt), to: topics.retry)
    case (.copy, .moved(let topic, let attempt, let failure)):
      _ = try publish(copy(of: job, attempt: attempt, isFailed: failure != nil), to: topic)
    case (.letter(let form), _):
      return try publish(letter(of: job).held(to: form).sealed(), to: topics.deadLetters)
    case (.outcome(let state, let isBrief), _):
      guard let key = job.key else { break }
      let outcome = outcome(state, key, job).held(toMessageOf: isBrief ? FailureReport.briefLimit : FailureReport.messageLimit)
      let record = try Record(sealing: outcome, key: job.original.key, source: CloudEvent.source("worker", worker), time: job.time)
      _ = try publish(record, to: topics.outcomes)
    case (.settled, _), (.result, _), (.rest, _), (.copy, _):
      break
    }
    return nil
  }

  private func publish(_ record: Record, to topic: String) throws -> Place {
    try transport.publish([record], to: topic, partition: nil)[0]
  }

  private func copy(of job: EndedJob, attempt: Int, isFailed: Bool = false) -> Record {
    job.history.copy(of: job.original, attempt: attempt, failedAt: isFailed ? job.time : nil)
  }

  private func letter(of job: EndedJob) -> DeadLetter {
    job.history.deadLetter(
      of: job.original, error: job.telling?.failure ?? Self.unknown, policy: policy, worker: worker, workerVersion: version, at: job.time)
  }

  private func outcome(_ state: Outcome.State, _ key: JobKey, _ job: EndedJob) -> Outcome {
    var error: FailureReport?
    if state == .dead {
      var failure = job.telling?.failure ?? Self.unknown
      if job.place == nil { failure.message = "(Its dead letter was dropped: see the worker's log.) " + failure.message }
      error = failure
    }
    var digest: String?
    if case .result(let record) = job.ending, state == .succeeded { digest = try? record.event().sha256 }
    let origin = job.history.origin
    return Outcome(
      run: key.run, neuron: key.neuron, state: state, partition: job.place?.partition ?? origin.partition,
      offset: job.place?.offset ?? origin.offset, sha256: digest, error: error, worker: worker, seconds: job.seconds)
  }

  private static let unknown = FailureReport(class: .permanent, code: "unknown", message: "Nobody said why.")

  private func report(_ alarm: Telling.Alarm?, _ reason: String, _ refused: Telling, _ job: EndedJob) {
    let origin = job.history.origin
    let facts = [
      "job": job.original.key.plain(within: 300), "origin": "\(origin.topic)-\(origin.partition)-\(origin.offset)",
      "reason": reason.plain(within: FailureReport.messageLimit),
    ]
    switch alarm {
    case .letterDropped:
      counts.dropLetter()
      let failure = refused.failure ?? Self.unknown
      log.error(
        "a dead letter is dropped: its topic takes it in no form",
        facts.merging(["code": failure.code, "error": failure.message]) { first, _ in first })
    case .outcomeDropped: log.error("an outcome is dropped: its topic takes it in no form", facts)
    case nil: log.warning("refused for good: told in another form", facts)
    }
  }
}
