import Messages
import Queue
import Work

extension Coordinator {
  /// Memory for the jobs of a batch, in bytes.
  private static let room = 16 << 20

  /// Nil where the settings ask for no population members.
  func publishPopulation(_ isCancelled: @Sendable () -> Bool, _ progress: (SubmissionProgress) -> Void) throws -> SharedInput? {
    guard submission.description.settings.populationMembers ?? 0 > 0 else { return nil }
    return try publish(shared: submission.populationWeights(isCancelled: isCancelled), progress)
  }

  func publish(shared bytes: [UInt8], _ progress: (SubmissionProgress) -> Void) throws -> SharedInput {
    try SharedUpload(transport: transport, topics: topics, source: source).publish(bytes) { progress(.shared($0, of: bytes.count)) }
  }

  /// What takes longest begins first: the more responses a neuron has, the longer its networks learn.
  func longestFirst(_ neurons: [Int]) -> [Int] {
    let counts = submission.recording.responseCounts
    return neurons.sorted { (counts[$1], $0) < (counts[$0], $1) }
  }

  /// Publishes the jobs of these neurons, by their places in the recording, in this order.
  func publishJobs(of neurons: [Int], manifest: Manifest, _ progress: (SubmissionProgress) -> Void) throws {
    guard let first = neurons.first else { return }
    var publisher = JobPublisher(transport, topics, source: source)
    let template = try JobTemplate(of: job(of: first, manifest))
    let bytes = try jobRecord(of: first, manifest: manifest, template).batchBytes
    let batch = min(JobPlaces.jobLimit, max(1, Self.room / bytes))
    let partitions = try publisher.partitions(for: neurons.count)
    // What goes to one partition goes there together, each partition's in its order: the client sends a request for every partition of a batch.
    var rank: [Int32: Int] = [:]
    for partition in partitions where rank[partition] == nil { rank[partition] = rank.count }
    let order = neurons.indices.sorted { (rank[partitions[$0]]!, $0) < (rank[partitions[$1]]!, $1) }
    for start in stride(from: 0, to: order.count, by: batch) {
      let places = order[start..<min(start + batch, order.count)]
      let coordinator = self
      let jobs = try concurrentMap(places.count) {
        try coordinator.jobRecord(of: neurons[places[start + $0]], manifest: manifest, template)
      }
      try publisher.publish(jobs, on: places.map { partitions[$0] })
      progress(.jobs(places.endIndex, of: order.count))
    }
  }

  /// The job of one neuron, by its place in the recording, as it is published.
  /// - Parameter template: what is the same in all jobs of the run.
  func jobRecord(of neuron: Int, manifest: Manifest, _ template: JobTemplate) throws -> Record {
    try template.sealed(job(of: neuron, manifest), source: source, time: .now)
  }

  func job(of neuron: Int, _ manifest: Manifest) -> Job {
    submission.job(of: neuron, run: run, stimuli: manifest.stimuli, population: manifest.population)
  }

  /// Opens neurons again that ended for want of what is there again, or whose ending is worth nothing any more.
  /// - Returns: those whose dead letters say that the stimuli were gone, those whose results are gone, and those that ended because the run was cancelled.
  func reopen(
    _ ledger: RunLedger, isKept: (String) throws -> Bool
  ) throws -> (revived: Set<String>, lost: Set<String>, cancelled: Set<String>) {
    let cancelled = Set(ledger.neurons.filter { ledger.outcomes[$0]?.state == .cancelled })
    let revived = Set(ledger.deadNeurons.filter { ledger.outcomes[$0]?.error?.code == FailureReport.stimuliAreGone })
    let lost = Set(try RunReader(transport, topics).withoutResult(ledger).filter { try !isKept($0) })
    // The neurons have no outcome again. That is said first: behind the jobs it might wipe out their successes.
    let opened = revived.union(lost).union(cancelled).sorted().map {
      Record(key: "\(run)/\($0)", value: nil, headers: lost.contains($0) ? [RunLedger.resultIsGone] : [])
    }
    if !opened.isEmpty { try transport.publish(opened, to: topics.outcomes, partition: nil) }
    let letters = revived.sorted().map { Record(key: "\(run)/\($0)", value: nil) }
    if !letters.isEmpty { try transport.publish(letters, to: topics.deadLetters, partition: nil) }
    return (revived, lost, cancelled)
  }
}
