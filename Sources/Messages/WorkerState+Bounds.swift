extension WorkerState {
  /// The state as its topic takes it, whatever host and clock have put into it: a worker whose state cannot be told counts for dead.
  public func held() -> WorkerState {
    func bounded(_ seconds: Double) -> Double { seconds.isFinite ? min(max(0, seconds), 1e11) : 0 }
    var held = self
    held.worker = worker.plain(within: 200)
    held.host = host.plain(within: 200)
    held.version = version.plain(within: 200)
    held.slots = min(max(1, slots), 4096)
    held.done = min(max(0, done), Int(SharedInput.exactLimit))
    held.time = bounded(time)
    held.reason = reason.flatMap { $0.isEmpty ? nil : $0.shortened(to: FailureReport.messageLimit) }
    held.partitions = partitions.map { Array($0.filter { $0 >= 0 }.prefix(100_000)) }
    held.running = running.prefix(4096).map { job in
      // A record whose key names no job is at work all the same.
      let isNamed = (try? JobKey(run: job.run, neuron: job.neuron)) != nil
      return Running(
        run: isNamed ? job.run : "unknown", neuron: isNamed ? job.neuron : "unknown", since: bounded(job.since),
        seconds: job.seconds.map(bounded))
    }
    return held
  }
}
