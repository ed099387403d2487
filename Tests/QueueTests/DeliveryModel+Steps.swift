import Messages
import Queue

/// What may happen next.
extension DeliveryModel {
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
          if bug != .reopensWithoutAJob { state.unpublished.append(neuron) }
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
}
