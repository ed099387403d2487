import Analysis
import Foundation
import Messages
import Method
import Queue

/// Turns one delivered job into its outcome: analysis, result, outcome, each acknowledged before the next. Called from every slot's thread.
struct JobRunner: Sendable {
  let transport: any Transport
  let topics: Topics
  let worker: String
  let version: String
  let stop: StopSignal
  let store: StimulusStore
  let policy = RetryPolicy()

  /// - Returns: whether the job has ended, so that its offset may be committed; false where it was interrupted and stays in the queue.
  /// - Throws: `QueueError` where the broker does not acknowledge; the job has not ended then.
  func run(_ received: ReceivedRecord) throws -> Bool {
    let (history, original) = JobHistory.read(received)
    let start = ContinuousClock.now
    let failure: FailureReport
    do {
      guard let envelope = original.envelope else { throw MessageError(.malformed, "the job has no value") }
      let job = try envelope.open(Job.self)
      guard job.document.methodVersion == methodVersion else {
        // No attempt: a worker of the job's method version may take it from the retry topic.
        try transport.publish([history.copy(of: original, attempt: history.attempt, failedAt: nil)], to: topics.retry, partition: nil)
        return true
      }
      let result = try Self.result(of: job, stimuli: store.stimuli(of: job.document)) { stop.isUrgent }
      try publish(result, key: original.key, seconds: (ContinuousClock.now - start) / .seconds(1))
      return true
    } catch is CancellationError {
      return false
    } catch let error as QueueError where error.code == .recordTooLarge {
      failure = FailureReport(class: .permanent, code: "result_too_large", message: error.description)
    } catch let error as QueueError {
      failure = FailureReport(class: .transient, code: "broker", message: error.description)
    } catch let error as MessageError {
      failure = FailureReport(class: .permanent, code: "bad_job", message: error.description)
    } catch let error as AnalysisError {
      failure = FailureReport(class: .permanent, code: "bad_data", message: error.description)
    } catch {
      failure = FailureReport(class: .permanent, code: "analysis_failed", message: "\(error)")
    }
    return try settle(failure, history, original, seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  /// The result of a job, a pure function of the job and its stimuli.
  static func result(of job: Job, stimuli: SharedStimuli, isCancelled: () -> Bool) throws -> NeuronResult {
    let document = job.document
    let findings = try analyse(
      neuron: document.neuron, responses: job.responses, testResponses: job.testResponses, shared: stimuli, settings: document.settings,
      seed: document.seed, progress: { _, _ in }, isCancelled: isCancelled)
    return NeuronResult(
      document: NeuronResult.Document(
        neuron: document.neuron, methodVersion: document.methodVersion, seed: document.seed, stimuliSha256: document.stimuli.sha256,
        facts: findings.facts), findings: findings)
  }

  private func publish(_ result: NeuronResult, key: String, seconds: Double) throws {
    let envelope = try Envelope(sealing: result, key: key, source: "konomi/worker/\(worker)", time: .now)
    let place = try transport.publish([Record(envelope)], to: topics.results, partition: nil)[0]
    try enter(key: key, .succeeded, place, sha256: envelope.event().sha256, error: nil, seconds: seconds)
  }

  private func settle(_ failure: FailureReport, _ history: JobHistory, _ original: Record, seconds: Double) throws -> Bool {
    switch policy.step(after: failure.class, attempt: history.attempt) {
    case .leave: return false
    case .retry(let attempt):
      try transport.publish([history.copy(of: original, attempt: attempt, failedAt: .now)], to: topics.retry, partition: nil)
    case .deadLetter:
      let letter = history.deadLetter(
        of: original, error: failure, policy: policy, worker: worker, workerVersion: version, at: .now)
      let place = try transport.publish([Record(letter.sealed())], to: topics.deadLetters, partition: nil)[0]
      try enter(key: original.key, .dead, place, sha256: nil, error: failure, seconds: seconds)
    }
    return true
  }

  private func enter(
    key: String, _ state: Outcome.State, _ place: (partition: Int32, offset: Int64), sha256: String?, error: FailureReport?,
    seconds: Double
  ) throws {
    // A record whose key names no job belongs to no ledger; its letter is all that can be said of it.
    guard let job = try? JobKey(key) else { return }
    let outcome = Outcome(
      run: job.run, neuron: job.neuron, state: state, partition: place.partition, offset: place.offset, sha256: sha256, error: error,
      worker: worker, seconds: seconds)
    let envelope = try Envelope(sealing: outcome, key: key, source: "konomi/worker/\(worker)", time: .now)
    try transport.publish([Record(envelope)], to: topics.outcomes, partition: nil)
  }
}
