import Formats

extension WorkerState: JSONMessage {
  public static let messageType = MessageType.worker

  public func isKeyed(_ key: String) -> Bool { key == worker }

  public func validate() throws {
    for (field, text) in [("worker", worker), ("host", host), ("version", version)] { try JobKey.checkText(text, field, limit: 200) }
    try FormatError.check(methodVersion, in: 1...Int(Int32.max), "method_version")
    try FormatError.check(slots, in: 1...4096, "slots")
    try FormatError.check(done, in: 0...Int(SharedInput.exactLimit), "done")
    try FormatError.check(time, in: 0...1e11, "time")
    if let reason { try FormatError.require((1...4000).contains(reason.utf8.count), .invalid, "reason must be 1 to 4000 bytes of text") }
    if let partitions {
      try FormatError.check(partitions.count, in: 0...100_000, "the number of partitions")
      try FormatError.require(partitions.allSatisfy { $0 >= 0 }, .invalid, "a partition of a worker is negative")
    }
    for (field, count) in [("failed_attempts", failedAttempts), ("dropped_letters", droppedLetters)] {
      if let count { try FormatError.check(count, in: 0...Int(SharedInput.exactLimit), field) }
    }
    try FormatError.check(running.count, in: 0...4096, "the number of running jobs")
    for job in running {
      _ = try JobKey(run: job.run, neuron: job.neuron)
      try FormatError.check(job.since, in: 0...1e11, "running.since")
      if let seconds = job.seconds { try FormatError.check(seconds, in: 0...1e11, "running.seconds") }
    }
  }
}
