import Foundation
import Messages
import Method
import Queue
import Synchronization
import Telemetry

/// A stateless worker: takes jobs from the queue, computes each on a thread of its own, and keeps polling meanwhile.
public final class Worker: Sendable {
  public struct Settings: Sendable {
    /// The worker's id: host and process.
    public var name: String
    public var version: String
    /// How many jobs are computed at a time.
    public var slots: Int
    /// Leave once no job of the group is unfinished.
    public var exitWhenIdle: Bool

    public init(name: String, version: String, slots: Int, exitWhenIdle: Bool) {
      self.name = name
      self.version = version
      self.slots = slots
      self.exitWhenIdle = exitWhenIdle
    }
  }

  /// What a slot's thread hands back to the consumer's thread.
  private enum Ending { case finished, abandoned }

  private let transport: any Transport
  private let topics: Topics
  private let settings: Settings
  private let stop: StopSignal
  private let log: Log
  private let runner: JobRunner
  private let endings = Mutex<[(JobTicket, Ending)]>([])
  private let running = Mutex<[JobTicket: WorkerState.Running]>([:])

  public init(transport: any Transport, topics: Topics, settings: Settings, stop: StopSignal, log: Log) {
    self.transport = transport
    self.topics = topics
    self.settings = settings
    self.stop = stop
    self.log = log
    runner = JobRunner(
      transport: transport, topics: topics, worker: settings.name, version: settings.version, stop: stop,
      store: StimulusStore(transport: transport, topics: topics))
  }

  /// Works until stopped, or idle where the settings say so.
  /// - Returns: how many jobs ended.
  /// - Throws: `QueueError` where the broker is lost for good.
  @discardableResult
  public func run() throws -> Int {
    let intake = JobIntake(slots: settings.slots, delays: [topics.retry: runner.policy.delay])
    let consumer = JobConsumer(
      try transport.consumer(of: [topics.jobs, topics.retry], group: topics.workGroup), intake: intake, clock: { Timestamp.now.sinceEpoch })
    var done = 0
    var isStopping = false
    var heartbeat = ContinuousClock.now
    var idleCheck = ContinuousClock.now + .seconds(1)
    while true {
      if stop.isRequested, !isStopping {
        if consumer.runningCount > 0 { log.info("finishing the jobs at hand", ["running": String(consumer.runningCount)]) }
        try consumer.stop()
        isStopping = true
      }
      for job in try consumer.poll(timeout: .milliseconds(50)) { start(job.ticket, job.record) }
      for (ticket, ending) in endings.withLock({ list in
        defer { list = [] }
        return list
      }) {
        running.withLock { $0[ticket] = nil }
        if ending == .finished { done += 1 }
        for job in try ending == .finished ? consumer.finish(ticket) : consumer.abandon(ticket) { start(job.ticket, job.record) }
      }
      if isStopping, consumer.runningCount == 0 { break }
      let now = ContinuousClock.now
      if now >= heartbeat {
        report(done: done, alive: true)
        heartbeat = now + .seconds(3)
      }
      if settings.exitWhenIdle, consumer.isIdle, consumer.assignments > 0, now >= idleCheck {
        if try isQueueEmpty() { break }
        idleCheck = now + .seconds(1)
      }
    }
    try consumer.close()
    report(done: done, alive: false)
    return done
  }

  private func start(_ ticket: JobTicket, _ received: ReceivedRecord) {
    let key = try? JobKey(received.record.key)
    running.withLock {
      $0[ticket] = .init(run: key?.run ?? "?", neuron: key?.neuron ?? "?", since: Date().timeIntervalSince1970)
    }
    let thread = Thread { [self] in
      var ending = Ending.abandoned
      do {
        ending = try runner.run(received) ? .finished : .abandoned
      } catch {
        log.error("the broker did not take an outcome; the job stays in the queue", ["job": received.record.key, "error": "\(error)"])
      }
      endings.withLock { $0.append((ticket, ending)) }
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Whether every job of the group is committed: nobody, dead workers included, has one left.
  private func isQueueEmpty() throws -> Bool {
    for topic in [topics.jobs, topics.retry] {
      let committed = try transport.committedOffsets(of: topic, group: topics.workGroup)
      for (partition, marks) in try transport.watermarks(of: topic).enumerated() {
        if marks.end > marks.start, committed[partition].map({ $0.offset < marks.end }) ?? true { return false }
      }
    }
    return true
  }

  /// Says on the workers' topic what this one does. Not worth failing for.
  private func report(done: Int, alive: Bool) {
    let state = WorkerState(
      worker: settings.name, host: ProcessInfo.processInfo.hostName, version: settings.version, methodVersion: methodVersion,
      slots: settings.slots, running: running.withLock { Array($0.values) }.sorted { $0.since < $1.since }, done: done,
      time: Date().timeIntervalSince1970, alive: alive)
    do {
      let envelope = try Envelope(sealing: state, key: settings.name, source: "konomi/worker/\(settings.name)", time: .now)
      try transport.publish([Record(envelope)], to: topics.workers, partition: nil)
    } catch {
      log.warning("cannot tell how the worker is", ["error": "\(error)"])
    }
  }
}
