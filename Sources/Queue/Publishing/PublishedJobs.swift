import Messages

/// Where the jobs of a queue were published, as far as that is known: which of them are still there follows from what the workers' group has committed, without a look at a job.
public struct PublishedJobs: Sendable, Equatable {
  /// One job, wherever it stands.
  private struct Entry: Sendable, Equatable {
    var run: String
    var neuron: String
    var offset: Int64
  }

  /// By partition, in the order in which they became known.
  private var entries: [Int32: [Entry]] = [:]

  public init() {}

  /// Jobs were published.
  public mutating func enter(_ places: JobPlaces) {
    for (index, neuron) in places.neurons.enumerated() {
      entries[places.partitions[index], default: []].append(Entry(run: places.run, neuron: neuron, offset: places.offsets[index]))
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
      for entry in entries[Int32(partition)] ?? [] where entry.run == run && unfinished.contains(entry.offset) {
        neurons.insert(entry.neuron)
      }
    }
    return neurons
  }

  /// What the group has not committed, by partition in the order in which it is reached: a job's key, or nil where nobody said what stands there.
  public func queue(_ partitions: [Lag.Partition]) -> [Int32: [String?]] {
    var queue: [Int32: [String?]] = [:]
    for (partition, lag) in partitions.enumerated() where lag.count > 0 {
      var keys = [String?](repeating: nil, count: Int(lag.count))
      for entry in entries[Int32(partition)] ?? [] where entry.offset >= lag.firstUnfinished && entry.offset < lag.marks.end {
        keys[Int(entry.offset - lag.firstUnfinished)] = "\(entry.run)/\(entry.neuron)"
      }
      queue[Int32(partition)] = keys
    }
    return queue
  }
}
