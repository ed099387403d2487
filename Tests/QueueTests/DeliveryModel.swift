import Messages
import Queue

/// Two workers, a coordinator and a broker, as a value: every step that any of them can take next leads to another value. The workers decide with `JobIntake`, `Telling` and
/// `CrashPolicy` themselves; the broker's part is what Apache Kafka promises. A collector that reads along is a part of it where asked for: elsewhere it would only multiply
/// the states, because results only grow, and whatever it has read is a prefix of them.
struct DeliveryModel: Hashable {
  /// A mistake, planted to see that it is found.
  enum Bug: CaseIterable {
    /// Commits up to the last record taken.
    case commitsWhatIsUnfinished
    /// Finishes a job before its outcome is acknowledged.
    case finishesBeforeTheOutcome
    /// The broker takes commits of those who no longer own the partition, and a worker does not hear that it has lost it.
    case commitsWithoutOwning
    /// Counts a start that was handed over in order as lost.
    case blamesHandovers
    /// The collector accepts what it reads without a look into its directory.
    case acceptsWhatIsThere
    /// The collector writes down that it has read a result before it has kept it.
    case notesBeforeKeeping
    /// Tries for ever what the broker will never take.
    case repeatsWhatIsRefused
    /// Commits a job whose outcome nobody took, and raises no alarm.
    case dropsInSilence
    /// Commits a job that is to be tried again before its copy stands.
    case finishesBeforeTheCopy
    /// Passes over a job because its neuron had a result once, also where it was published again since.
    case looksWithoutTime
  }

  /// How much may still go wrong.
  struct Budget: Hashable {
    var crashes = 0
    var moves = 0
    var losses = 0
    var coordinatorCrashes = 0
    var collectorCrashes = 0
    /// Attempts that fail and are tried again.
    var failures = 0
    /// Results that are lost, so that their neuron is published again.
    var reopenings = 0
  }

  /// Reads results, keeps the first of each neuron in its directory, and writes down now and then how far it has read.
  struct Collector: Hashable {
    var position = 0
    /// What its directory says: how far it was, and the results that it holds.
    var noted = 0
    var held: [Bool]
    /// How often a result of each neuron was accepted.
    var acceptances: [Int]
  }

  struct Job: Hashable {
    var ticket: JobTicket
    var neuron: Int
    /// What is still to be told; nil while it is computed.
    var telling: Telling?
    var runsApart: Bool
  }

  struct Worker: Hashable {
    var isAlive = true
    var intake: JobIntake
    var positions: [TopicPartition: Int64] = [:]
    var paused: Set<TopicPartition> = []
    /// Revoked and not released.
    var leaving: Set<TopicPartition> = []
    var jobs: [Job] = []
    /// Asynchronous commits on their way to the broker.
    var commits: [[TopicPartition: CommittedOffset]] = []
  }

  let neurons: Int
  let poison: Int?
  /// What the broker never takes, of any neuron.
  let refused: Set<Telling.Step>
  let bug: Bug?
  /// Whether a worker looks into the ledger before it computes.
  let looks: Bool
  /// Whether a worker hands in what is computed and not yet acknowledged. That multiplies the states.
  let tellsComputed: Bool
  var budget: Budget
  /// Neurons, in the order of each partition.
  var log: [[Int]]
  var committed: [TopicPartition: CommittedOffset] = [:]
  var owner: [TopicPartition: Int] = [:]
  var workers: [Worker]
  var unpublished: [Int]
  /// Neurons, in the order of their results; empty where nobody collects.
  var results: [Int] = []
  var collector: Collector?
  /// How often each neuron has an outcome; more than twice counts as twice.
  var outcomes: [Int]
  /// How long each partition was when the neuron succeeded first: what stands before that was published before. Kept also when the result is lost: a worker's view may be old.
  var successes: [Int: [Int]] = [:]
  /// Neurons of which nothing could be told, and that an alarm was raised for.
  var alarmed: Set<Int> = []
  /// Crashes and losses so far: to the next owner they look the same.
  var failures = 0
  /// The most lost starts that any job was ever blamed for.
  var blame = 0

  init(
    neurons: Int, partitions: Int, slots: Int, buffer: Int, poison: Int? = nil, refused: Set<Telling.Step> = [], bug: Bug? = nil,
    budget: Budget = Budget(), isCollected: Bool = false, looks: Bool = false, tellsComputed: Bool = true
  ) {
    self.neurons = neurons
    self.poison = poison
    self.refused = refused
    self.bug = bug
    self.looks = looks
    self.tellsComputed = tellsComputed
    self.budget = budget
    log = Array(repeating: [], count: partitions)
    workers = (0..<2).map { _ in Worker(intake: JobIntake(slots: slots, buffer: buffer, commitInterval: .zero)) }
    unpublished = Array(0..<neurons)
    outcomes = Array(repeating: 0, count: neurons)
    if isCollected {
      collector = Collector(held: Array(repeating: false, count: neurons), acceptances: Array(repeating: 0, count: neurons))
    }
  }

  var places: [TopicPartition] { log.indices.map { TopicPartition(topic: "jobs", partition: Int32($0)) } }
  var isOver: Bool { (0..<neurons).allSatisfy(isTold) && collector?.held.allSatisfy { $0 } ?? true }

  /// Whether somebody knows what became of the neuron.
  private func isTold(_ neuron: Int) -> Bool { outcomes[neuron] > 0 || alarmed.contains(neuron) }

  /// Whether a job of the neuron is in the queue, or about to be.
  private func stands(_ neuron: Int) -> Bool {
    unpublished.contains(neuron)
      || places.contains { log[Int($0.partition)].dropFirst(Int(committed[$0]?.offset ?? 0)).contains(neuron) }
  }

  /// What is wrong in this state; nil where nothing is.
  var violation: String? {
    for place in places {
      let end = Int(committed[place]?.offset ?? 0)
      if let lost = log[Int(place.partition)].prefix(end).first(where: { !isTold($0) && !stands($0) }) {
        return "neuron \(lost) is committed, has no outcome and no copy: it is lost"
      }
    }
    if let collector {
      if let twice = collector.acceptances.firstIndex(where: { $0 > 1 }) { return "neuron \(twice) is accepted twice" }
      if let lost = results.prefix(collector.noted).first(where: { !collector.held[$0] }) {
        return "neuron \(lost) is read and was not kept: it is lost"
      }
    }
    if blame > failures, failures < 9 { return "a job is blamed for \(blame) lost starts, after \(failures) crashes and losses" }
    return nil
  }

  // MARK: - Steps

  /// What may happen, by the name that the drawing of a job's states gives it (`Sources/Queue/Queue.docc/JobStates.md`).
  enum Step: String, CaseIterable {
    case publish, resubmit, reopen, assign, deliver, compute, tell, settle, fail, commit, crash, rejoin, revoke, lose
    case passOver = "pass over"
    case handOver = "hand over"
    case hearOfLoss = "hear of a loss"
    case collect
  }

  /// Every state that may come next, and by what.
  func successors() -> [(step: Step, state: DeliveryModel)] {
    var next: [(step: Step, state: DeliveryModel)] = []
    func step(_ name: Step, _ change: (inout DeliveryModel) -> Void) {
      var state = self
      change(&state)
      state.order()
      next.append((name, state))
    }
    if !unpublished.isEmpty { step(.publish) { $0.publish() } }
    if budget.coordinatorCrashes > 0, !isOver {
      step(.resubmit) { state in
        state.budget.coordinatorCrashes -= 1
        // Submitted again: what has no outcome is published once more.
        state.unpublished = (0..<state.neurons).filter { state.outcomes[$0] == 0 }
      }
    }
    if budget.reopenings > 0 {
      for neuron in 0..<neurons where outcomes[neuron] > 0 {
        step(.reopen) { state in
          state.budget.reopenings -= 1
          state.outcomes[neuron] = 0
          state.unpublished.append(neuron)
        }
      }
    }
    for place in places where owner[place] == nil {
      for index in workers.indices where workers[index].isAlive { step(.assign) { $0.assign(place, to: index) } }
    }
    for index in workers.indices { workerSteps(index, step) }
    if collector != nil { collectorSteps(step) }
    return next
  }

  /// Which of the two workers is which does not matter: the one with more at hand is the first, so that fewer states differ.
  private mutating func order() {
    func burden(_ worker: Worker) -> [Int] {
      [worker.positions.count, worker.jobs.count, worker.leaving.count, worker.isAlive ? 1 : 0, worker.commits.count]
    }
    guard burden(workers[0]).lexicographicallyPrecedes(burden(workers[1])) else { return }
    workers.swapAt(0, 1)
    owner = owner.mapValues { 1 - $0 }
  }

  private func workerSteps(_ index: Int, _ step: (Step, (inout DeliveryModel) -> Void) -> Void) {
    let worker = workers[index]
    guard worker.isAlive else {
      // Its session ends, and it comes back as a new member.
      return step(.rejoin) { state in
        state.owner = state.owner.filter { $0.value != index }
        state.workers[index] = Worker(
          intake: JobIntake(slots: worker.intake.slots, buffer: worker.intake.buffer, commitInterval: .zero))
      }
    }
    for (place, position) in worker.positions where !worker.paused.contains(place) && position < log[Int(place.partition)].count {
      step(.deliver) { $0.deliver(place, to: index) }
    }
    for job in worker.jobs.indices {
      if worker.jobs[job].neuron == poison, !worker.jobs[job].runsApart { continue }
      let telling = worker.jobs[job].telling
      step(telling == nil ? .compute : telling?.isSettled == true ? .settle : .tell) { $0.advance(job, of: index) }
      if budget.failures > 0, worker.jobs[job].telling == nil { step(.fail) { $0.fail(job, of: index) } }
      if looks, isSuperfluous(worker.jobs[job]) { step(.passOver) { $0.compute(job, of: index, Telling(.superfluous)) } }
    }
    if !worker.commits.isEmpty { step(.commit) { $0.answerCommit(of: index) } }
    let runsPoison = worker.jobs.contains { $0.neuron == poison && !$0.runsApart }
    if budget.crashes > 0 || runsPoison { step(.crash) { $0.crash(index, isBudgeted: !runsPoison) } }
    if !worker.leaving.isEmpty {
      step(.handOver) { $0.perform(index, $0.workers[index].intake.tick(at: JobIntake.handoverPatience)) }
    }
    for place in worker.leaving.union(worker.positions.keys) {
      if owner[place] == index, budget.moves > 0, worker.leaving.isEmpty { step(.revoke) { $0.revoke(place, from: index) } }
      if owner[place] == index, budget.losses > 0 {
        // The group has given the partition up; the worker does not know yet.
        step(.lose) { state in
          state.budget.losses -= 1
          state.owner[place] = nil
          state.failures += 1
        }
      }
      if owner[place] != index, bug != .commitsWithoutOwning, worker.leaving.isEmpty {
        step(.hearOfLoss) { $0.perform(index, $0.receive(.revoked([place], lost: true), index)) }
      }
    }
  }

  private func collectorSteps(_ step: (Step, (inout DeliveryModel) -> Void) -> Void) {
    guard let collector else { return }
    let notes = bug == .notesBeforeKeeping ? min(collector.position + 1, results.count) : collector.position
    if notes != collector.noted { step(.collect) { $0.collector?.noted = notes } }
    if collector.position < results.count {
      let neuron = results[collector.position]
      step(.collect) { state in
        if !collector.held[neuron] || bug == .acceptsWhatIsThere { state.collector?.acceptances[neuron] += 1 }
        state.collector?.held[neuron] = true
        state.collector?.position += 1
      }
      // It dies between keeping the result and remembering that.
      if budget.collectorCrashes > 0, !collector.held[neuron] {
        step(.collect) { state in
          state.collector?.acceptances[neuron] += 1
          state.collector?.held[neuron] = true
          state.crashCollector()
        }
      }
    }
    if budget.collectorCrashes > 0, collector.position > collector.noted || bug == .notesBeforeKeeping {
      step(.collect) { $0.crashCollector() }
    }
  }

  /// It goes on from what its directory says.
  private mutating func crashCollector() {
    budget.collectorCrashes -= 1
    let noted = collector?.noted ?? 0
    collector?.position = noted
  }

  private mutating func publish() {
    let neuron = unpublished.removeFirst()
    log[neuron % log.count].append(neuron)
  }

  private mutating func assign(_ place: TopicPartition, to index: Int) {
    // A member that has not heard of its loss hears of it before it is given the partition again.
    guard workers[index].positions[place] == nil, workers[index].leaving.isEmpty else { return }
    owner[place] = index
    let actions = receive(.assigned([place]), index)
    workers[index].positions[place] = committed[place]?.offset ?? 0
    if let committed = committed[place] { workers[index].intake.inherit([place: committed]) }
    perform(index, actions)
  }

  private mutating func deliver(_ place: TopicPartition, to index: Int) {
    guard let offset = workers[index].positions[place] else { return }
    workers[index].positions[place] = offset + 1
    let record = Record(key: String(log[Int(place.partition)][Int(offset)]), value: [])
    perform(index, receive(.record(ReceivedRecord(place: place, offset: offset, timestamp: 0, record: record)), index))
  }

  private mutating func advance(_ position: Int, of index: Int) {
    let job = workers[index].jobs[position]
    switch job.telling {
    case nil:
      // A result that nobody points to yet: only a collector sees it.
      if collector != nil { results.append(job.neuron) }
      compute(position, of: index, Telling(.result))
    case let telling? where telling.isSettled:
      workers[index].jobs.remove(at: position)
      perform(index, workers[index].intake.finish(job.ticket, at: .zero))
    case .some: tell(position, of: index)
    }
  }

  /// Whether a worker may pass over the job, by some view of the ledger, as `KnownSuccesses` decides.
  private func isSuperfluous(_ job: Job) -> Bool {
    guard job.telling == nil, let lengths = successes[job.neuron] else { return false }
    return bug == .looksWithoutTime || job.ticket.offset < lengths[Int(job.ticket.place.partition)]
  }

  /// An attempt fails and is to be tried again.
  private mutating func fail(_ position: Int, of index: Int) {
    budget.failures -= 1
    let failure = FailureReport(class: .transient, code: "no_memory", message: "-")
    compute(position, of: index, Telling(.moved, failure: failure))
  }

  /// What was computed goes to the broker in the same step, which keeps the states few.
  private mutating func compute(_ position: Int, of index: Int, _ telling: Telling) {
    let ticket = workers[index].jobs[position].ticket
    workers[index].jobs[position].telling = telling
    tell(position, of: index)
    if bug == .finishesBeforeTheOutcome { workers[index].jobs[position].telling?.acknowledge() }
    if tellsComputed { perform(index, workers[index].intake.compute(ticket, at: .zero)) }
  }

  private mutating func tell(_ position: Int, of index: Int) {
    let job = workers[index].jobs[position]
    guard let step = job.telling?.step else { return }
    if refused.contains(step) {
      guard bug != .repeatsWhatIsRefused else { return }
      let alarm = workers[index].jobs[position].telling?.refuse("-")
      if alarm == .outcomeDropped, bug != .dropsInSilence { alarmed.insert(job.neuron) }
      return
    }
    switch step {
    case .copy: if bug != .finishesBeforeTheCopy { log[Int(job.ticket.place.partition)].append(job.neuron) }
    case .outcome(let state, _):
      if looks, state == .succeeded, outcomes[job.neuron] == 0 { successes[job.neuron] = log.map(\.count) }
      outcomes[job.neuron] = min(2, outcomes[job.neuron] + 1)
    case .result, .rest, .letter, .settled: break
    }
    workers[index].jobs[position].telling?.acknowledge()
  }

  private mutating func answerCommit(of index: Int) {
    let offsets = workers[index].commits.removeFirst()
    let isAccepted = take(offsets, of: index)
    perform(index, receive(.committed(offsets, failure: isAccepted ? nil : QueueError(.staleAssignment, "not the owner")), index))
  }

  private mutating func crash(_ index: Int, isBudgeted: Bool) {
    if isBudgeted { budget.crashes -= 1 }
    // A poisonous job may fail for ever: more than enough counts as enough.
    failures = min(failures + 1, 9)
    workers[index].isAlive = false
    workers[index].jobs = []
    workers[index].commits = []
    workers[index].positions = [:]
    workers[index].paused = []
    workers[index].leaving = []
    workers[index].intake = JobIntake(slots: workers[index].intake.slots, buffer: workers[index].intake.buffer, commitInterval: .zero)
  }

  private mutating func revoke(_ place: TopicPartition, from index: Int) {
    budget.moves -= 1
    if bug == .blamesHandovers, let due = workers[index].intake.tick(at: .zero).first { perform(index, [due]) }
    perform(index, receive(.revoked([place], lost: bug == .blamesHandovers), index))
  }

  // MARK: - The loop around `JobIntake`, and the broker

  private mutating func receive(_ event: ConsumerEvent, _ index: Int) -> [JobIntake.Action] {
    if case .revoked(let places, _) = event {
      for place in places { workers[index].positions[place] = nil }
      workers[index].paused.subtract(places)
      workers[index].leaving = places
    }
    return workers[index].intake.receive(event, at: .zero)
  }

  private mutating func perform(_ index: Int, _ actions: [JobIntake.Action]) {
    for action in actions {
      switch action {
      case .pause(let places): workers[index].paused.formUnion(places)
      case .resume(let places): workers[index].paused.subtract(places)
      case .start(let ticket, let record, let earlierStarts):
        blame = max(blame, earlierStarts)
        let neuron = Int(record.record.key) ?? 0
        workers[index].jobs.append(Job(ticket: ticket, neuron: neuron, runsApart: CrashPolicy().step(earlierStarts: earlierStarts) != .run))
      case .commit(let offsets, synchronously: true):
        let isAccepted = take(offsets, of: index)
        _ = workers[index].intake.receive(.committed(offsets, failure: isAccepted ? nil : QueueError(.staleAssignment, "")), at: .zero)
      case .commit(let offsets, synchronously: false):
        workers[index].commits.append(offsets)
      case .release:
        for place in workers[index].leaving where owner[place] == index { owner[place] = nil }
        workers[index].leaving = []
      }
    }
  }

  private mutating func take(_ offsets: [TopicPartition: CommittedOffset], of index: Int) -> Bool {
    guard bug == .commitsWithoutOwning || offsets.keys.allSatisfy({ owner[$0] == index }) else { return false }
    for (place, offset) in offsets {
      committed[place] = offset
      if bug == .commitsWhatIsUnfinished, let position = workers[index].positions[place] { committed[place]?.offset = position }
    }
    return true
  }
}
