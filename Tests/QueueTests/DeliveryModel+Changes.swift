import Messages
import Queue

/// What each step changes.
extension DeliveryModel {
  /// It goes on from what its directory says.
  mutating func crashCollector() {
    budget.collectorCrashes -= 1
    let noted = collector?.noted ?? 0
    collector?.position = noted
  }

  mutating func publish() {
    let neuron = unpublished.removeFirst()
    log[neuron % log.count].append(neuron)
  }

  mutating func assign(_ place: TopicPartition, to index: Int) {
    // A member that has not heard of its loss hears of it before it is given the partition again.
    guard workers[index].positions[place] == nil, workers[index].leaving.isEmpty else { return }
    owner[place] = index
    let actions = receive(.assigned([place]), index)
    workers[index].positions[place] = committed[place]?.offset ?? 0
    if let committed = committed[place] { workers[index].intake.inherit([place: committed]) }
    perform(index, actions)
  }

  mutating func deliver(_ place: TopicPartition, to index: Int) {
    guard let offset = workers[index].positions[place] else { return }
    workers[index].positions[place] = offset + 1
    let record = Record(key: String(log[Int(place.partition)][Int(offset)]), value: [])
    perform(index, receive(.record(ReceivedRecord(place: place, offset: offset, timestamp: 0, record: record)), index))
  }

  mutating func advance(_ position: Int, of index: Int) {
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
  func isSuperfluous(_ job: Job) -> Bool {
    guard job.telling == nil, let lengths = successes[job.neuron] else { return false }
    return bug == .looksWithoutTime || job.ticket.offset < lengths[Int(job.ticket.place.partition)]
  }

  /// An attempt fails and is to be tried again.
  mutating func fail(_ position: Int, of index: Int) {
    budget.failures -= 1
    let failure = FailureReport(class: .transient, code: "no_memory", message: "-")
    compute(position, of: index, Telling(.moved, failure: failure))
  }

  /// What was computed goes to the broker in the same step, which keeps the states few.
  mutating func compute(_ position: Int, of index: Int, _ telling: Telling) {
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

  mutating func answerCommit(of index: Int) {
    let offsets = workers[index].commits.removeFirst()
    let isAccepted = take(offsets, of: index)
    perform(index, receive(.committed(offsets, failure: isAccepted ? nil : QueueError(.staleAssignment, "not the owner")), index))
  }

  mutating func crash(_ index: Int, isBudgeted: Bool) {
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

  mutating func revoke(_ place: TopicPartition, from index: Int) {
    budget.moves -= 1
    if bug == .blamesHandovers, let due = workers[index].intake.tick(at: .zero).first { perform(index, [due]) }
    perform(index, receive(.revoked([place], lost: bug == .blamesHandovers), index))
  }

  // MARK: - The loop around `JobIntake`, and the broker

  mutating func receive(_ event: ConsumerEvent, _ index: Int) -> [JobIntake.Action] {
    if case .revoked(let places, _) = event {
      for place in places { workers[index].positions[place] = nil }
      workers[index].paused.subtract(places)
      workers[index].leaving = places
    }
    return workers[index].intake.receive(event, at: .zero)
  }

  mutating func perform(_ index: Int, _ actions: [JobIntake.Action]) {
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
