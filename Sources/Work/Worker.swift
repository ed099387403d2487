import Analysis
import Foundation
import Messages
import Method
import Queue
import Synchronization
import Telemetry

/// A stateless worker: takes jobs from the queue, computes each on a thread of its own, and keeps polling meanwhile. What is finished is published by another (`Outbox`), and
/// a third knows which runs are paused or cancelled (`RunFollower`).
public final class Worker: Sendable {
  public struct Settings: Sendable {
    /// The worker's id: host and process.
    public var name: String
    public var version: String
    /// How many jobs are computed at a time.
    public var slots: Int
    /// Leave once no job of the group is unfinished.
    public var exitWhenIdle: Bool
    /// How long a job may take; nil for as long as it takes.
    public var jobDeadline: Duration?
    /// After so long a stopping worker gives up the jobs at hand; nil for never.
    public var drainDeadline: Duration?
    /// What becomes of jobs that fail.
    public var retries = RetryPolicy()
    /// The program whose `ApartProcess.argument` computes a suspect job.
    public var program = URL(fileURLWithPath: "/proc/self/exe")
    /// What there is for another stimulus set.
    public var memory: @Sendable () -> MemoryRoom = { .now() }
    /// Told how far the analysis of a neuron is, from the thread that computes it; without a stage at its end.
    public var stage: @Sendable (_ neuron: String, _ stage: AnalysisStage?, _ share: Double) -> Void = { _, _, _ in }
    /// This host's wall clock: for what people read, and for nothing else.
    public var wall: @Sendable () -> Timestamp = { .now }

    public init(name: String, version: String, slots: Int, exitWhenIdle: Bool, jobDeadline: Duration? = nil, drainDeadline: Duration? = nil)
    {
      // Both stand in letters, outcomes and states, which take plain text only.
      self.name = name.plain(within: 200)
      self.version = version.plain(within: 200)
      self.slots = slots
      self.exitWhenIdle = exitWhenIdle
      self.jobDeadline = jobDeadline
      self.drainDeadline = drainDeadline
    }
  }

  /// What became of the jobs that a worker took.
  public struct Tally: Sendable, Equatable {
    /// The broker has their outcome.
    public var done = 0
    /// Given back: they are computed again.
    public var abandoned = 0
  }

  /// What a worker that was told to end at once may still take to say so.
  public static let lastWords = Duration.seconds(5)

  private let transport: any Transport
  private let topics: Topics
  private let settings: Settings
  private let stop: StopSignal
  private let log: Log
  private let hindrances: Hindrances
  private let runs: RunFollower
  private let runner: JobRunner
  private let counts = WorkCounts()
  private let ended = Mutex<[EndedJob]>([])
  private let shown = Mutex(Shown())

  /// What the worker's state says of it.
  private struct Shown {
    var running: [JobTicket: Running] = [:]
    var done = 0
    var partitions: [Int32] = []
    var isLeaving = false
  }

  /// A job that is being computed.
  private struct Running {
    /// nil for a record whose key names no job.
    var key: JobKey?
    var since: Timestamp
    var start = ContinuousClock.now
  }

  public init(transport: any Transport, topics: Topics, settings: Settings, stop: StopSignal, log: Log) {
    self.transport = transport
    self.topics = topics
    self.settings = settings
    self.stop = stop
    self.log = log
    hindrances = Hindrances(log: log)
    runs = RunFollower(transport: transport, topics: topics, methodVersion: methodVersion, hindrances: hindrances, log: log)
    runner = JobRunner(
      topics: topics, worker: settings.name, stop: stop, runs: runs,
      store: StimulusStore(transport: transport, topics: topics, hindrances: hindrances, memory: settings.memory),
      deadline: settings.jobDeadline, stage: settings.stage, program: settings.program, policy: settings.retries, counts: counts,
      // The broker's time where it is known: letters of several workers then tell of one order.
      time: { transport.clock.now ?? settings.wall() }, log: log)
  }

  /// Works until stopped, or idle where the settings say so.
  /// - Throws: `QueueError` where the queue is not there at the start, or the client is beyond use.
  @discardableResult
  public func run() throws -> Tally {
    runs.start()
    defer { runs.end() }
    // Before the first job: its run may be paused.
    while !runs.isReady(within: .milliseconds(100)) {
      if stop.isRequested || settings.exitWhenIdle && runs.isWithoutTopics { return Tally() }
    }
    try sayHello()
    let teller = Teller(
      transport: transport, topics: topics, policy: settings.retries, worker: settings.name, version: settings.version, counts: counts,
      log: log)
    let outbox = Outbox(teller: teller, hindrances: hindrances, wall: settings.wall) { [self] in state() }
    let intake = JobIntake(slots: settings.slots, delays: [topics.retry: settings.retries.delay])
    let sources = runs.jobTopics
    guard let member = try join(sources) else { return Tally() }
    let consumer = JobConsumer(member, intake: intake, brokerTime: { [transport] in transport.clock.now })
    outbox.start()
    do {
      let tally = try work(consumer, outbox, sources)
      try consumer.close()
      shown.withLock { $0.isLeaving = true }
      outbox.close(within: Self.lastWords)
      return tally
    } catch {
      outbox.close(within: .zero)
      throw error
    }
  }

  /// Says that it is there before it takes a job: a host whose clock is so wrong that the brokers take nothing of it would compute in vain, and hold what it took.
  /// - Throws: `.clockRefused`, with the difference.
  private func sayHello() throws {
    let time = settings.wall()
    do {
      let place = try transport.publish([state().record(at: time)], to: topics.workers, partition: nil)[0]
      let difference = ClockDifference(host: time, stamp: place.timestamp)
      if difference.isLarge {
        log.warning("this host's clock is \(difference): what it writes of the time misleads people, and nobody else")
      }
    } catch let error as QueueError where error.code == .clockRefused {
      // What the brokers stamped last may have been a while ago.
      let known = transport.clock.now.map { "up to \(ClockDifference(host: time, stamp: $0.milliseconds))" } ?? "not the brokers'"
      throw QueueError(
        .clockRefused, "This host's clock is \(known), which take nothing that it publishes (INVALID_TIMESTAMP): set it, and start again.")
    } catch is QueueError {
      // The outbox will say it, and try again.
    }
  }

  /// Joins the workers' group, as soon as all topics are there that jobs come from.
  /// - Returns: nil where the worker is to leave instead.
  private func join(_ sources: [String]) throws -> (any GroupConsumer)? {
    while true {
      do {
        let member = try transport.consumer(of: sources, group: topics.workGroup)
        hindrances.clear(.taking)
        return member
      } catch let error as QueueError where error.code == .topicMissing {
        if stop.isRequested || settings.exitWhenIdle { return nil }
        hindrances.note(.taking, error)
        Thread.sleep(forTimeInterval: 0.2)
      }
    }
  }

  /// The consumer's loop.
  /// - Parameter sources: the topics that it takes jobs from.
  private func work(_ consumer: JobConsumer, _ outbox: Outbox, _ sources: [String]) throws -> Tally {
    var sources = sources
    var tally = Tally()
    var drain = Drain(deadline: settings.drainDeadline, lastWords: Self.lastWords)
    var idleCheck = ContinuousClock.now + .seconds(1)
    while true {
      switch drain.step(at: .now, isRequested: stop.isRequested, isUrgent: stop.isUrgent, isEmpty: consumer.isEmpty) {
      case .work: break
      case .stopIntake:
        // Of an idle worker's stop there is nothing to tell.
        if !consumer.isEmpty {
          log.info(
            "taking no more jobs", ["running": String(consumer.runningCount), "unpublished": String(consumer.unsettledCount)])
        }
        try consumer.stop()
      case .interrupt:
        log.warning("the deadline to drain is over: jobs at hand are given back", ["running": String(consumer.runningCount)])
        stop.requestUrgently()
      case .leave:
        tally.abandoned += consumer.runningCount + consumer.unsettledCount
        return tally
      }
      try start(poll(consumer), outbox)
      for job in ended.withLock({ list in
        defer { list = [] }
        return list
      }) {
        shown.withLock { $0.running[job.ticket] = nil }
        if case .interrupted = job.ending {
          tally.abandoned += 1
          try start(consumer.abandon(job.ticket), outbox)
        } else {
          try start(consumer.compute(job.ticket), outbox)
          outbox.add(job)
        }
        // Whether it has another or has fallen idle: the coordinator waits for the latter.
        outbox.reportSoon()
      }
      for job in try outbox.takeSettled() {
        tally.done += 1
        shown.withLock { [done = tally.done] in $0.done = done }
        try start(consumer.finish(job.ticket), outbox)
      }
      if runs.jobTopics != sources, !stop.isRequested {
        // Somebody has made the topic of this worker's version since.
        sources = runs.jobTopics
        try consumer.subscribe(to: sources)
      }
      if settings.exitWhenIdle, consumer.isIdle, consumer.assignments > 0, .now >= idleCheck {
        if (try? isQueueEmpty(sources)) == true { return tally }
        idleCheck = .now + .seconds(1)
      }
    }
  }

  /// Polls once. What goes wrong is said and tried again, unless the client is beyond use.
  private func poll(_ consumer: JobConsumer) throws -> [JobConsumer.Started] {
    let refused = consumer.refusedCommits
    do {
      // Jobs that ended meanwhile wait for it.
      let started = try consumer.poll(timeout: .milliseconds(10))
      if consumer.refusedCommits == refused { hindrances.clear(.taking) }
      // A commit that comes too late for its assignment is the protocol's everyday life.
      if consumer.refusedCommits > refused, let error = consumer.lastRefusal, error.code != .staleAssignment {
        hindrances.note(.taking, error)
      }
      for topic in consumer.remade.sorted() {
        log.warning(
          "the topic was made again under its name: what was committed of the former one counts for nothing, and all of it is read",
          ["topic": topic])
      }
      consumer.remade = []
      let partitions = consumer.assigned.filter { $0.topic == topics.jobs }.map(\.partition).sorted()
      shown.withLock { $0.partitions = partitions }
      return started
    } catch let error as QueueError where !error.isFatal {
      hindrances.note(.taking, error)
      Thread.sleep(forTimeInterval: 0.1)
      return []
    }
  }

  private func start(_ jobs: [JobConsumer.Started], _ outbox: Outbox) throws {
    for (ticket, received, earlierStarts) in jobs {
      let running = Running(key: try? JobKey(received.record.key), since: settings.wall())
      shown.withLock { $0.running[ticket] = running }
      let thread = Thread { [self] in
        let job = runner.run(received, ticket: ticket, earlierStarts: earlierStarts)
        ended.withLock { $0.append(job) }
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    if !jobs.isEmpty { outbox.reportSoon() }
  }

  /// Whether every job of the group is committed: nobody, dead workers included, has one left.
  private func isQueueEmpty(_ sources: [String]) throws -> Bool {
    try transport.lag(of: sources, group: topics.workGroup).count == 0
  }

  private func state() -> WorkerState {
    let shown = shown.withLock { $0 }
    let hindrance = hindrances.condition
    let running = shown.running.values.sorted { ($0.start, $0.key?.neuron ?? "") < ($1.start, $1.key?.neuron ?? "") }.map { job in
      WorkerState.Running(
        run: job.key?.run ?? "", neuron: job.key?.neuron ?? "", since: job.since.seconds,
        seconds: (ContinuousClock.now - job.start) / .seconds(1))
    }
    let (failed, dropped) = (counts.failedAttempts, counts.droppedLetters)
    return WorkerState(
      worker: settings.name, host: ProcessInfo.processInfo.hostName, version: settings.version, methodVersion: methodVersion,
      slots: settings.slots, running: running, done: shown.done, time: settings.wall().seconds, alive: !shown.isLeaving,
      condition: hindrance?.name ?? (stop.isRequested && !shown.isLeaving ? .draining : nil), reason: hindrance?.reason,
      partitions: shown.partitions, failedAttempts: failed == 0 ? nil : failed, droppedLetters: dropped == 0 ? nil : dropped)
  }
}

extension Timestamp {
  /// Since 1970.
  fileprivate var seconds: Double { Double(milliseconds) / 1000 }
}
