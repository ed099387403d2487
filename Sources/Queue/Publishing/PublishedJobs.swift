import Messages

/// Where the jobs of a queue were published, as far as that is known: which of them are still there follows from what the workers' group has committed, without a look at a job.
public struct PublishedJobs: Sendable {
  /// Whose job it is. (A `JobKey` would be checked, and so cost more than all the rest of a look at the queue.)
  public struct Job: Sendable, Hashable {
    public var run: String
    public var neuron: String

    public init(run: String, neuron: String) {
      self.run = run
      self.neuron = neuron
    }
  }

  /// By partition, in the order in which they became known.
  private var entries: [Int32: [(job: Job, offset: Int64)]] = [:]

  public init() {}

  /// Jobs were published.
  public mutating func enter(_ places: JobPlaces) {
    for (index, neuron) in places.neurons.enumerated() {
      entries[places.partitions[index], default: []].append((Job(run: places.run, neuron: neuron), places.offsets[index]))
    }
  }

  /// Forgets what the group has committed.
  public mutating func settle(_ partitions: [Lag.Partition]) {
    for (partition, lag) in partitions.enumerated() { entries[Int32(partition)]?.removeAll { $0.offset < lag.firstUnfinished } }
  }

  /// Neurons of a run that have a job in the queue: one behind what the group has committed, and before the end.
  /// - Parameter partitions: of the jobs' topic, how far the group is.
  public func queued(of run: String, _ partitions: [Lag.Partition]) -> Set<String> {
    var neurons: Set<String> = []
    for (partition, lag) in partitions.enumerated() {
      let unfinished = lag.firstUnfinished..<lag.marks.end
      for entry in entries[Int32(partition)] ?? [] where entry.job.run == run && unfinished.contains(entry.offset) {
        neurons.insert(entry.job.neuron)
      }
    }
    return neurons
  }

  /// What the group has not committed, by partition in the order in which it is reached; nil where nobody said what stands there.
  public func queue(_ partitions: [Lag.Partition]) -> [Int32: [Job?]] {
    var queue: [Int32: [Job?]] = [:]
    for (partition, lag) in partitions.enumerated() where lag.count > 0 {
      var jobs = [Job?](repeating: nil, count: Int(lag.count))
      for entry in entries[Int32(partition)] ?? [] where entry.offset >= lag.firstUnfinished && entry.offset < lag.marks.end {
        jobs[Int(entry.offset - lag.firstUnfinished)] = entry.job
      }
      queue[Int32(partition)] = jobs
    }
    return queue
  }
}
