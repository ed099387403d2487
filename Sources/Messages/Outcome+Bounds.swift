extension Outcome {
  /// The outcome as its topic takes it, whatever clocks, hosts and errors have put into it; `run`, `neuron` and `sha256` are its maker's.
  public func held(toMessageOf bytes: Int = FailureReport.messageLimit) -> Outcome {
    var held = self
    held.partition = max(0, partition)
    held.offset = min(max(0, offset), SharedInput.exactLimit)
    held.worker = worker.plain(within: 200)
    held.seconds = seconds.isFinite ? min(max(0, seconds), 1e9) : 0
    held.error = error?.held(to: bytes)
    return held
  }
}
