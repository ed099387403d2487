import Messages
import Queue

/// The end of a run as its coordinator sees it: who works on what, who has nothing to do, and what is worth a second start. A value without clock or broker.
struct Tail {
  /// A worker that has not spoken for so long counts for nothing, in seconds.
  private static let silence = 10.0

  private var policy = TailPolicy()
  private var workers: [String: WorkerState] = [:]
  /// Seconds of the jobs that succeeded.
  private var seconds: [Double] = []

  mutating func enter(_ state: WorkerState) { workers[state.worker] = state }

  mutating func enter(_ outcome: Outcome) { if outcome.state == .succeeded { seconds.append(outcome.seconds) } }

  /// Whether anybody may have nothing to do: worth a look at the queue.
  func hasFreeSlots(at time: Double) -> Bool { present(at: time).contains { $0.running.count < $0.slots } }

  /// Beyond so many unfinished jobs it is not the end yet.
  func isNear(unfinished: Int64, at time: Double) -> Bool {
    unfinished <= max(256, 4 * present(at: time).reduce(0) { $0 + Int64($1.slots) })
  }

  /// Which jobs to publish once more, and on which partition of a member that is idle.
  /// - Parameters:
  ///   - run: whose jobs.
  ///   - queue: the keys of the jobs of all runs that are not committed, by partition, in their order.
  ///   - waiting: the run's neurons without an outcome.
  ///   - time: seconds since 1970.
  mutating func copies(of run: String, queue: [Int32: [String]], waiting: Set<String>, at time: Double) -> [(
    neuron: String, partition: Int32
  )] {
    let present = present(at: time)
    // What has its outcome is committed a little later.
    let queue = queue.mapValues { keys in
      keys.filter { key in (try? JobKey(key)).map { $0.run != run || waiting.contains($0.neuron) } ?? true }
    }
    var since: [String: Double] = [:]
    for job in present.flatMap(\.running) { since["\(job.run)/\(job.neuron)"] = job.since }
    var places: [Int32] = []
    for worker in present {
      // What lies on its partitions it will take by itself, except what it is at.
      let own = Set(worker.running.map { "\($0.run)/\($0.neuron)" })
      let partitions = worker.partitions ?? []
      guard !partitions.isEmpty, partitions.allSatisfy({ own.isSuperset(of: queue[$0] ?? []) }) else { continue }
      places += (0..<max(0, worker.slots - worker.running.count)).map { partitions[$0 % partitions.count] }
    }
    var open: [String: TailPolicy.OpenJob] = [:]
    let owned = Set(present.flatMap { $0.partitions ?? [] })
    var lines = present.map { (keys: TailPolicy.line(($0.partitions ?? []).map { queue[$0] ?? [] }), slots: $0.slots) }
    lines += queue.filter { !owned.contains($0.key) }.sorted { $0.key < $1.key }.map { ($0.value, 1) }
    for (keys, slots) in lines {
      for (place, key) in keys.enumerated() {
        guard let job = try? JobKey(key), job.run == run else { continue }
        let start = since[key]
        open[job.neuron] = .init(neuron: job.neuron, ahead: start == nil ? place / max(1, slots) : 0, seconds: start.map { time - $0 })
      }
    }
    let chosen = policy.copies(open: open.values.sorted { $0.neuron < $1.neuron }, ended: seconds, idleSlots: places.count)
    return chosen.enumerated().map { ($1, places[$0 % places.count]) }
  }

  /// Workers that spoke lately and that nothing hinders, by id.
  private func present(at time: Double) -> [WorkerState] {
    workers.values.filter { $0.alive && $0.condition == nil && time - $0.time <= Self.silence }.sorted { $0.worker < $1.worker }
  }
}
