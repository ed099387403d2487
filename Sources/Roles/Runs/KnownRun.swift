import Messages
import Queue

/// A run that was submitted, as the topics know it.
struct KnownRun {
  var manifest: Manifest
  /// When its manifest was written, in milliseconds since 1970 by the broker's clock.
  var submittedAt: Int64
  /// What was last said of its state; nil where nothing was, as of runs that older programs submitted.
  var said: SaidState?

  /// What is to become of it.
  var state: Manifest.State { said?.state.state ?? manifest.state }

  /// When its work began, or went on, by the broker's clock.
  var since: Timestamp { Timestamp(milliseconds: max(submittedAt, state == .running ? said?.time ?? 0 : 0)) }

  /// When it was paused first, in milliseconds since 1970 by the broker's clock: what was put aside stands behind it. nil for a run that never was.
  var pausedAt: Int64? { said.map(\.pausedAt) ?? 0 }

  /// What is to be said of it next, where all but the state stays. Of a run that an older program submitted nobody knows whether it was ever paused.
  func followed(by next: Manifest.State) -> RunState {
    said?.followed(by: next) ?? RunState(run: manifest.run, state: next, pausedAt: 0)
  }

  /// Its state where its outcomes are looked at too. Nobody may have followed it to its end: the ledger knows by itself that it is over, or that it is not any more.
  func state(_ ledger: RunLedger) -> Manifest.State {
    switch state {
    case .running, .done: ledger.isOver ? .done : .running
    case .paused, .cancelled: state
    }
  }
}

/// The last state of a run that somebody published, and when.
struct SaidState {
  var state: RunState
  /// In milliseconds since 1970 by the broker's clock.
  var time: Int64

  var pausedAt: Int64? { state.pausedAt ?? (state.state == .paused ? time : nil) }

  /// What is to be said next, where all but the state stays.
  func followed(by next: Manifest.State) -> RunState {
    var state = state
    state.state = next
    state.pausedAt = pausedAt
    return state
  }
}
