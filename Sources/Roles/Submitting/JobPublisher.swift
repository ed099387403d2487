import Messages
import Queue
import Work

/// Puts jobs into the queue, many at a time over many partitions, and says where they lie: who asks later which of them are still there reads that, and not the jobs.
struct JobPublisher {
  private let transport: any Transport
  private let topics: Topics
  private let source: String
  /// The order of the partitions, and how many jobs wait on each as far as is known here; looked at when it is first needed.
  private var spread: (order: JobSpread, waiting: [Int64])?

  init(_ transport: any Transport, _ topics: Topics, source: String) {
    self.transport = transport
    self.topics = topics
    self.source = source
  }

  /// The partitions for the next jobs, in their order: those where least waits first.
  mutating func partitions(for jobs: Int) throws -> [Int32] {
    // As the partitions are now: those that were added while the run is on are used too.
    var spread =
      try self.spread ?? (
        JobSpread(partitions: transport.describe(topics.jobs).partitions),
        transport.lag(of: [topics.jobs], group: topics.workGroup).partitions[topics.jobs, default: []].map(\.count)
      )
    let partitions = spread.order.partitions(for: jobs, waiting: spread.waiting)
    for partition in partitions where spread.waiting.indices.contains(Int(partition)) { spread.waiting[Int(partition)] += 1 }
    self.spread = spread
    return partitions
  }

  /// Publishes one batch, spread over the partitions.
  @discardableResult
  mutating func publish(_ jobs: [Record]) throws -> [JobPlaces] { try publish(jobs, on: partitions(for: jobs.count)) }

  /// Publishes one batch, each job on the partition that is named for it. All of it is in memory, and on its way at once.
  /// - Returns: where the jobs lie, as it was published too.
  @discardableResult
  func publish(_ jobs: [Record], on partitions: [Int32]) throws -> [JobPlaces] {
    guard !jobs.isEmpty else { return [] }
    let stands = try transport.publish(jobs, to: topics.jobs, partitions: partitions)
    let places = JobPlaces.of(zip(jobs, stands).map { ($0.key, $1) })
    try transport.publish(
      places.map { try Record(sealing: $0, key: $0.run, source: source, time: .now) }, to: topics.places, partition: nil)
    return places
  }
}

extension JobPlaces {
  /// The places of published jobs, by run; what is no job of a run has none.
  static func of(_ jobs: [(key: String, place: Place)]) -> [JobPlaces] {
    var runs: [String: [(neuron: String, place: Place)]] = [:]
    for (key, place) in jobs { if let key = try? JobKey(key) { runs[key.run, default: []].append((key.neuron, place)) } }
    return runs.sorted { $0.key < $1.key }.flatMap { run, jobs in
      stride(from: 0, to: jobs.count, by: jobLimit).map { start in
        let batch = jobs[start..<min(start + jobLimit, jobs.count)]
        return JobPlaces(
          run: run, neurons: batch.map(\.neuron), partitions: batch.map(\.place.partition), offsets: batch.map(\.place.offset))
      }
    }
  }
}
