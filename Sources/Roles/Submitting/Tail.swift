import Messages
import Queue

/// The end of a run as its coordinator sees it: who works on what, who has nothing to do, and what is worth a second start. A value without clock or broker.
///
/// Times are milliseconds since 1970 by the broker's clock; a worker's own clock is only held against itself.
package struct Tail {
  /// A worker that has not spoken for so long counts for nothing, in milliseconds.
  private static let silence: Int64 = 10_000

  /// What a worker last said, and when.
  private struct Word {
    var state: WorkerState
    var time: Int64
  }

  private let run: String
  /// The run's neurons, by id their places in the recording.
  private let places: [String: Int]
  private var policy = TailPolicy()
  private var workers: [String: Word] = [:]
  private var published = PublishedJobs()
  /// Seconds of the jobs that succeeded.
  private var seconds: [Double] = []

  /// - Parameter neurons: the run's, in the recording's order.
  package init(run: String, neurons: [String]) {
    self.run = run
    places = Dictionary(neurons.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package mutating func enter(_ state: WorkerState, at time: Int64) { workers[state.worker] = Word(state: state, time: time) }

  package mutating func enter(_ outcome: Outcome) { if outcome.state == .succeeded { seconds.append(outcome.seconds) } }

  package mutating func enter(_ places: JobPlaces) { published.enter(places) }

  /// Whether anybody may have nothing to do: worth a look at the queue.
  func hasFreeSlots(at time: Int64) -> Bool { present(at: time).contains { $0.state.running.count < $0.state.slots } }

  /// Beyond so many unfinished jobs it is not the end yet.
  func isNear(unfinished: Int64, at time: Int64) -> Bool {
    unfinished <= max(256, 4 * present(at: time).reduce(0) { $0 + Int64($1.state.slots) })
  }

  /// Which jobs to publish once more, by the neurons' places in the recording, and on which partition of a member that is idle.
  /// - Parameters:
  ///   - partitions: of the jobs' topic, how far the members are.
  ///   - waiting: the run's neurons without an outcome.
  package mutating func copies(_ partitions: [Lag.Partition], waiting: Set<String>, at time: Int64) -> [(neuron: Int, partition: Int32)] {
    let present = present(at: time)
    published.settle(partitions)
    // What has its outcome is committed a little later.
    let queue = published.queue(partitions).mapValues { jobs in
      jobs.filter { job in job.map { $0.run != run || waiting.contains($0.neuron) } ?? true }
    }
    var since: [PublishedJobs.Job: Double] = [:]
    for word in present {
      for job in word.state.running {
        since[.init(run: job.run, neuron: job.neuron)] = word.state.time - job.since + Double(time - word.time) / 1000
      }
    }
    // Jobs at work that lie where it is known.
    let known = Set(queue.values.joined().compactMap { job in job.flatMap { since[$0] == nil ? nil : $0 } })
    var free: [Int32] = []
    for worker in present.map(\.state) {
      // What lies on its partitions it will take by itself, except what it is at; what nobody said anything about may be what it is at.
      let own = Set(worker.running.map { PublishedJobs.Job(run: $0.run, neuron: $0.neuron) })
      let owned = worker.partitions ?? []
      let unknown = own.subtracting(known).count
      var nameless = 0
      let isIdle = owned.allSatisfy { partition in
        (queue[partition] ?? []).allSatisfy { job in
          if let job { return own.contains(job) }
          nameless += 1
          return nameless <= unknown
        }
      }
      guard !owned.isEmpty, isIdle else { continue }
      free += (0..<max(0, worker.slots - worker.running.count)).map { owned[$0 % owned.count] }
    }
    guard !free.isEmpty else { return [] }
    var open: [String: TailPolicy.OpenJob] = [:]
    let owned = Set(present.flatMap { $0.state.partitions ?? [] })
    var lines = present.map(\.state).map { worker in
      (jobs: TailPolicy.line((worker.partitions ?? []).map { queue[$0] ?? [] }), slots: worker.slots)
    }
    lines += queue.filter { !owned.contains($0.key) }.sorted { $0.key < $1.key }.map { ($0.value, 1) }
    for (jobs, slots) in lines {
      for (place, job) in jobs.enumerated() {
        guard let job, job.run == run else { continue }
        let seconds = since[job]
        open[job.neuron] = .init(neuron: job.neuron, ahead: seconds == nil ? place / max(1, slots) : 0, seconds: seconds)
      }
    }
    let chosen = policy.copies(open: Array(open.values), ended: seconds, idleSlots: free.count)
    return chosen.enumerated().compactMap { index, neuron in places[neuron].map { ($0, free[index % free.count]) } }
  }

  /// Workers that spoke lately and that nothing hinders, by id.
  private func present(at time: Int64) -> [Word] {
    workers.values.filter { $0.state.alive && $0.state.condition == nil && time - $0.time <= Self.silence }
      .sorted { $0.state.worker < $1.state.worker }
  }
}
