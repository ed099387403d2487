import Messages
import Queue

/// A cluster of workers in simulated time: each takes its jobs as `JobIntake` decides, the coordinator copies as `TailPolicy` decides.
struct ClusterSimulation {
  enum Placement { case byKey, inTurn }

  /// How long an idle worker waits for a copy, at most: a quarter of a second until it has said so, and one until the coordinator looks.
  private static let lookInterval = 1.25

  var workers: Int
  var partitions: Int
  var placement: Placement
  var copiesTail: Bool
  /// Seconds of each job on a worker of speed 1.
  var jobs: [Double]
  var speeds: [Double]

  private struct Running {
    var ticket: JobTicket
    var job: Int
    var start: Double
  }

  private struct Worker {
    var intake: JobIntake
    var places: [TopicPartition]
    var paused: Set<TopicPartition> = []
    var running: [Running] = []
    var turn = 0
  }

  /// What a run took.
  struct Outcome {
    /// Seconds until every job had an outcome.
    var makespan: Double
    /// Seconds of all jobs over the speed of all workers: no schedule is quicker.
    var ideal: Double
    var copies: Int
  }

  private var time = 0.0
  private var log: [[Int]] = []
  private var positions: [Int64] = []
  private var members: [Worker] = []
  private var isDone: [Bool] = []
  private var ended: [Double] = []
  /// (when, worker, ticket), the next first.
  private var ends = EndHeap()

  init(workers: Int, partitions: Int, placement: Placement, copiesTail: Bool, jobs: [Double], speeds: [Double]) {
    self.workers = workers
    self.partitions = partitions
    self.placement = placement
    self.copiesTail = copiesTail
    self.jobs = jobs
    self.speeds = speeds
  }

  mutating func run() -> Outcome {
    publish()
    for index in members.indices { deliver(to: index) }
    var left = jobs.count
    var policy = TailPolicy()
    var copies = 0
    var nextLook = Self.lookInterval
    while left > 0, let end = ends.removeFirst() {
      while copiesTail, nextLook < end.time {
        time = nextLook
        copies += copyTail(&policy)
        nextLook += Self.lookInterval
      }
      if ends.isEarlier(than: end.time) {
        ends.insert(end)
        continue
      }
      time = end.time
      left -= finish(end) ? 1 : 0
      deliver(to: end.worker)
    }
    return Outcome(makespan: time, ideal: jobs.reduce(0, +) / speeds.reduce(0, +), copies: copies)
  }

  /// Longest first, as the coordinator publishes them.
  private mutating func publish() {
    log = Array(repeating: [], count: partitions)
    positions = Array(repeating: 0, count: partitions)
    isDone = Array(repeating: false, count: jobs.count)
    for (rank, job) in jobs.indices.sorted(by: { (jobs[$1], $0) < (jobs[$0], $1) }).enumerated() {
      let partition = placement == .inTurn ? rank % partitions : Int(KeyPartitioner.partition(of: "run/\(job)", among: partitions))
      log[partition].append(job)
    }
    members = (0..<workers).map { index in
      // As the range assignor shares them out.
      let places = (0..<partitions).filter { $0 * workers / partitions == index }.map {
        TopicPartition(topic: "jobs", partition: Int32($0))
      }
      var intake = JobIntake(slots: 1)
      _ = intake.receive(.assigned(Set(places)), at: .zero)
      return Worker(intake: intake, places: places)
    }
  }

  /// Hands a worker records until it wants no more.
  private mutating func deliver(to index: Int) {
    var isMore = true
    while isMore {
      isMore = false
      for step in members[index].places.indices {
        let place = members[index].places[(members[index].turn + step) % members[index].places.count]
        let partition = Int(place.partition)
        guard !members[index].paused.contains(place), positions[partition] < log[partition].count else { continue }
        let offset = positions[partition]
        positions[partition] += 1
        members[index].turn += step + 1
        let record = Record(key: String(log[partition][Int(offset)]), value: nil)
        perform(
          index,
          members[index].intake.receive(.record(ReceivedRecord(place: place, offset: offset, timestamp: 0, record: record)), at: .zero))
        isMore = true
        break
      }
    }
  }

  private mutating func perform(_ index: Int, _ actions: [JobIntake.Action]) {
    for action in actions {
      switch action {
      case .pause(let places): members[index].paused.formUnion(places)
      case .resume(let places): members[index].paused.subtract(places)
      case .commit, .release: break
      case .start(let ticket, let record, _):
        let job = Int(record.record.key) ?? 0
        // Whether another has it done meanwhile, a worker does not know.
        members[index].running.append(Running(ticket: ticket, job: job, start: time))
        ends.insert(End(time: time + jobs[job] / speeds[index], worker: index, ticket: ticket))
      }
    }
  }

  /// - Returns: whether this is the job's first outcome.
  private mutating func finish(_ end: End) -> Bool {
    guard let position = members[end.worker].running.firstIndex(where: { $0.ticket == end.ticket }) else { return false }
    let running = members[end.worker].running.remove(at: position)
    let isFirst = !isDone[running.job]
    isDone[running.job] = true
    ended.append(time - running.start)
    perform(end.worker, members[end.worker].intake.finish(end.ticket, at: .zero))
    return isFirst
  }

  private mutating func copyTail(_ policy: inout TailPolicy) -> Int {
    let idle = members.indices.filter { members[$0].running.isEmpty }
    guard !idle.isEmpty else { return 0 }
    var seconds: [Int: Double] = [:]
    for member in members { for running in member.running { seconds[running.job] = time - running.start } }
    var open: [TailPolicy.OpenJob] = []
    for member in members {
      for (ahead, job) in TailPolicy.line(member.places.map { log[Int($0.partition)].filter { !isDone[$0] } }).enumerated() {
        open.append(TailPolicy.OpenJob(neuron: String(job), ahead: seconds[job] == nil ? ahead : 0, seconds: seconds[job]))
      }
    }
    let chosen = policy.copies(open: open, ended: ended, idleSlots: idle.count)
    for (rank, neuron) in chosen.enumerated() {
      let index = idle[rank % idle.count]
      guard let job = Int(neuron), let place = members[index].places.first else { continue }
      log[Int(place.partition)].append(job)
      deliver(to: index)
    }
    return chosen.count
  }
}
