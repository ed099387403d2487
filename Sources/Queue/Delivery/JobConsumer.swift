import Messages

/// A member of the workers' group that takes jobs as `JobIntake` decides: the edge between those decisions and a `GroupConsumer`. Owned by one thread.
public final class JobConsumer {
  /// A job to start now. `earlierStarts` counts those that had no end; see `CrashPolicy`.
  public typealias Started = (ticket: JobTicket, record: ReceivedRecord, earlierStarts: Int)

  /// The last reason why the broker refused a commit; what was refused is due again.
  public private(set) var lastRefusal: QueueError?
  public private(set) var refusedCommits = 0
  public var staleCompletions: Int { intake.staleCompletions }
  public var runningCount: Int { intake.runningCount }
  /// Jobs that are computed and whose outcome the broker has not acknowledged yet.
  public var unsettledCount: Int { intake.unsettledCount }
  /// Whether this member holds no job at all.
  public var isIdle: Bool { intake.runningCount == 0 && intake.waitingCount == 0 && intake.unsettledCount == 0 }
  /// Whether nothing is computed or on its way to the broker.
  public var isEmpty: Bool { intake.runningCount == 0 && intake.unsettledCount == 0 }
  /// How often partitions were assigned to this member.
  public var assignments: Int { intake.epoch }
  public var assigned: Set<TopicPartition> { intake.assigned }

  /// Topics that were made again under their names, as their assignments showed since this was last emptied.
  public var remade: Set<String> = []

  private let consumer: any GroupConsumer
  private var intake: JobIntake
  private let clock: () -> Duration
  private let brokerTime: () -> Timestamp?

  /// - Parameters:
  ///   - clock: passes as time does, and is never set.
  ///   - brokerTime: the broker's present time; nil where it is not known.
  public init(
    _ consumer: any GroupConsumer, intake: JobIntake, clock: @escaping () -> Duration = BrokerClock.sinceStart,
    brokerTime: @escaping () -> Timestamp? = { nil }
  ) {
    self.consumer = consumer
    self.intake = intake
    self.clock = clock
    self.brokerTime = brokerTime
  }

  /// Waits for one event at most, deals with it, and returns the jobs to start. To be called at least every 200 ms or so, always, also while all slots are full.
  public func poll(timeout: Duration) throws -> [Started] {
    var actions: [JobIntake.Action] = []
    if let event = try consumer.poll(timeout: timeout) {
      if case .committed(_, let failure?) = event { note(failure) }
      actions = intake.receive(event, at: clock(), brokerTime: brokerTime())
      if case .assigned(let added) = event { inherit(added) }
    }
    return try perform(actions + intake.tick(at: clock()))
  }

  /// A job is computed: frees its slot while its outcome is on its way, and returns the jobs to start.
  public func compute(_ ticket: JobTicket) throws -> [Started] { try perform(intake.compute(ticket, at: clock())) }

  /// A job's outcome was acknowledged by the broker: returns the jobs to start.
  public func finish(_ ticket: JobTicket) throws -> [Started] { try perform(intake.finish(ticket, at: clock())) }

  /// A job was given up without an outcome: it stays in the queue.
  public func abandon(_ ticket: JobTicket) throws -> [Started] { try perform(intake.abandon(ticket, at: clock())) }

  /// Takes jobs from these topics from now on, and from no others.
  public func subscribe(to topics: [String]) throws { try consumer.subscribe(to: topics) }

  /// Takes no more jobs; polling goes on.
  public func stop() throws { _ = try perform(intake.stop()) }

  /// Commits what is finished, and leaves the group.
  public func close() throws {
    defer { consumer.close() }
    _ = try perform(intake.close())
  }

  private func perform(_ actions: [JobIntake.Action]) throws -> [Started] {
    var started: [Started] = []
    for action in actions {
      switch action {
      case .pause(let partitions): try attempt { try consumer.pause(partitions) }
      case .resume(let partitions): try attempt { try consumer.resume(partitions) }
      case .start(let ticket, let record, let earlierStarts): started.append((ticket, record, earlierStarts))
      case .commit(let offsets, let synchronously): try commit(offsets, synchronously: synchronously)
      case .release: try attempt { try consumer.release() }
      }
    }
    return started
  }

  /// What fails here must not take along the jobs that are to start: partitions that are not paused deliver a few jobs too many, and the next change tries again.
  private func attempt(_ body: () throws -> Void) throws {
    do { try body() } catch let failure as QueueError where !failure.isFatal { note(failure) }
  }

  private func commit(_ offsets: [TopicPartition: CommittedOffset], synchronously: Bool) throws {
    do {
      try consumer.commit(offsets, synchronously: synchronously)
      if synchronously { _ = intake.receive(.committed(offsets, failure: nil), at: clock()) }
    } catch let failure as QueueError where !failure.isFatal {
      note(failure)
      _ = intake.receive(.committed(offsets, failure: failure), at: clock())
    }
  }

  /// Reads the former owners' last words. Where they cannot be read, jobs count as never started: at worst one more worker dies under a bad one.
  /// Of a partition whose topic was made again since, all is read.
  private func inherit(_ added: Set<TopicPartition>) {
    do {
      let committed = try consumer.committed(added)
      let first = try consumer.offsets(at: committed.mapValues { $0.parts.mark?.next ?? TopicMark.end })
      let foreign = Set(committed.filter { place, commit in first[place].map(commit.isForeign) ?? false }.keys)
      intake.inherit(committed.filter { !foreign.contains($0.key) })
      guard !foreign.isEmpty else { return }
      remade.formUnion(foreign.map(\.topic))
      try consumer.rewind(foreign)
    } catch let failure as QueueError {
      note(failure)
    } catch {}
  }

  private func note(_ failure: QueueError) {
    lastRefusal = failure
    refusedCommits += 1
  }
}
