import Messages

/// What is told the queue of a job that has ended: one step after another, and where a step is refused for good, what is told in its place. The last resort is to say nothing
/// and raise an alarm, so that no job holds its partition for ever.
///
/// ```
/// result ── outcome(succeeded) ─────────────────────────────── settled
///   └ refused: letter                        (result_too_large)
/// rest on the topic of another version ─────────────────────── settled
///   └ refused: copy
/// copy ─────────────────────────────────────────────────────── settled
///   └ refused: letter                        (copy_too_large)
/// letter ── outcome(dead) ──────────────────────────────────── settled
///   └ refused: with short texts, without its payload, without anything of the original's; refused too: alarm, and outcome(dead)
/// outcome ──────────────────────────────────────────────────── settled
///   └ refused: with a short text; refused too: alarm, and settled
/// ```
///
/// A refusal is for good where no repetition can help: the record is too large for its topic, or cannot be written down. A broker that is away, or a topic that is missing, is
/// waited for: that is no refusal, except that nobody need have made the topic of another version.
public struct Telling: Sendable, Hashable {
  /// How a job ended.
  public enum Ending: Sendable, Hashable, CaseIterable {
    case result, dead, cancelled
    /// A copy goes on: to be tried again, or to rest while its run is paused.
    case moved
    /// A copy goes to workers of another version.
    case givenBack
    /// Its neuron has a result already: there is nothing to tell.
    case superfluous
  }

  public enum Step: Sendable, Hashable {
    case result
    /// A copy on the topic of the method's version that the job was made for.
    case rest
    /// A copy on the topic where the job is tried again or rests.
    case copy
    case letter(DeadLetter.Form)
    /// The ledger's record; a brief one has short texts.
    case outcome(Outcome.State, isBrief: Bool)
    /// The job's offset may be committed.
    case settled
  }

  /// What could not be told in any form.
  public enum Alarm: Sendable, Hashable { case letterDropped, outcomeDropped }

  public private(set) var step: Step
  /// Whether the job's key names a neuron of a run: what does not is in no ledger.
  public let hasLedger: Bool
  /// Why there is no result; nil as long as there is one.
  public private(set) var failure: FailureReport?

  /// - Parameter failure: why a dead job failed, or why a moved one is tried again.
  public init(_ ending: Ending, failure: FailureReport? = nil, hasLedger: Bool = true) {
    self.hasLedger = hasLedger
    self.failure = failure
    switch ending {
    case .result: step = .result
    case .dead: step = .letter(.whole)
    case .cancelled: step = hasLedger ? .outcome(.cancelled, isBrief: false) : .settled
    case .moved: step = .copy
    case .givenBack: step = .rest
    case .superfluous: step = .settled
    }
  }

  public var isSettled: Bool { step == .settled }

  /// The broker has acknowledged the step.
  public mutating func acknowledge() {
    switch step {
    case .result: step = outcome(.succeeded)
    case .letter: step = outcome(.dead)
    case .rest, .copy, .outcome, .settled: step = .settled
    }
  }

  /// The step is refused, and will be however often it is tried.
  /// - Parameter reason: one sentence.
  public mutating func refuse(_ reason: String) -> Alarm? {
    switch step {
    case .result:
      fail("result_too_large", reason)
    case .rest:
      step = .copy
    case .copy:
      let cause = failure.map { " It was to be tried again after: \($0.message)" } ?? ""
      fail("copy_too_large", "The job cannot go on as a copy: \(reason)\(cause)")
    case .letter(let form):
      if let next = form.next {
        step = .letter(next)
      } else {
        step = outcome(.dead)
        return .letterDropped
      }
    case .outcome(let state, isBrief: false):
      step = .outcome(state, isBrief: true)
    case .outcome(_, isBrief: true):
      step = .settled
      return .outcomeDropped
    case .settled: break
    }
    return nil
  }

  private func outcome(_ state: Outcome.State) -> Step { hasLedger ? .outcome(state, isBrief: false) : .settled }

  private mutating func fail(_ code: String, _ reason: String) {
    failure = FailureReport(class: .permanent, code: code, message: reason).held()
    step = .letter(.whole)
  }
}
