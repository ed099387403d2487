/// What a worker takes from its partitions, when it pauses them, and what it commits: the decisions of the consumer loop, without a thread or a clock.
///
/// The loop hands in what happened (`receive`, `finish`, `tick`, `stop`, `close`) and performs the actions that come back, in order.
/// Times are durations since any fixed moment.
///
/// Invariants:
/// * at most `slots` jobs run and at most `buffer` wait;
/// * `paused` holds exactly the assigned partitions that are paused: new ones are paused explicitly while there is no room, kept ones stay paused, and only paused ones are resumed;
/// * nothing is committed beyond an unfinished job, and nothing for a partition that is not assigned.
public struct JobIntake: Sendable {
  public enum Action: Sendable, Equatable {
    case pause(Set<TopicPartition>)
    case resume(Set<TopicPartition>)
    case start(JobTicket, ReceivedRecord)
    /// To be answered with `receive(.committed(…))`: at once after a synchronous commit, by the consumer itself after an asynchronous one.
    case commit([TopicPartition: CommittedOffset], synchronously: Bool)
  }

  public let slots: Int
  /// Jobs held ready beyond the slots, so that a slot need not wait for the broker. Small: what a worker holds, no other can take.
  public let buffer: Int
  public let commitInterval: Duration

  /// Jobs that ended after their partition was taken away: published, not committed.
  public private(set) var staleCompletions = 0
  /// Whether intake has stopped for good.
  public private(set) var isStopping = false

  private var partitions: [TopicPartition: Partition] = [:]
  private var paused: Set<TopicPartition> = []
  private var waiting: [(ticket: JobTicket, record: ReceivedRecord)] = []
  /// The epoch that answers for each running job, by its place.
  private var running: [JobPlace: Int] = [:]
  private var epoch = 0
  private var lastCommit: Duration?

  public init(slots: Int, buffer: Int = 1, commitInterval: Duration = .seconds(5)) {
    precondition(slots > 0 && buffer >= 0)
    self.slots = slots
    self.buffer = buffer
    self.commitInterval = commitInterval
  }

  public var runningCount: Int { running.count }
  public var waitingCount: Int { waiting.count }
  public var assigned: Set<TopicPartition> { Set(partitions.keys) }

  /// The consumer reported an event.
  public mutating func receive(_ event: ConsumerEvent, at time: Duration) -> [Action] {
    switch event {
    case .record(let record): take(record)
    case .assigned(let added): assign(added)
    case .revoked(let removed, let lost): revoke(removed, lost: lost, at: time)
    case .committed(let offsets, let failure): answer(offsets, accepted: failure == nil)
    }
  }

  /// A job's outcome was acknowledged by the broker.
  public mutating func finish(_ ticket: JobTicket, at time: Duration) -> [Action] {
    guard let epoch = running.removeValue(forKey: JobPlace(ticket)) else { return [] }
    if partitions[ticket.place]?.epoch == epoch {
      partitions[ticket.place]?.progress.finish(ticket.offset)
    } else {
      staleCompletions += 1
    }
    return startWaiting() + adjustFlow() + commitWhenDue(at: time)
  }

  /// A job was given up without an outcome (an interruption): its offset stays uncommitted, so that it runs again.
  public mutating func abandon(_ ticket: JobTicket) -> [Action] {
    running.removeValue(forKey: JobPlace(ticket))
    return startWaiting() + adjustFlow()
  }

  /// Time has passed.
  public mutating func tick(at time: Duration) -> [Action] { commitWhenDue(at: time) }

  /// No more jobs: all partitions are paused, what waits is given back (it was never committed), what runs may finish.
  public mutating func stop() -> [Action] {
    isStopping = true
    waiting.removeAll()
    return adjustFlow()
  }

  /// The last commit, before the consumer is closed.
  public mutating func close() -> [Action] { commit(Set(partitions.keys), synchronously: true) }

  // MARK: - Events

  private mutating func take(_ record: ReceivedRecord) -> [Action] {
    guard let partition = partitions[record.place], partitions[record.place]?.progress.take(record.offset) == true, !isStopping else {
      return []
    }
    let ticket = JobTicket(place: record.place, offset: record.offset, epoch: partition.epoch)
    if running[JobPlace(ticket)] != nil {
      // The partition went away and came back while the job runs: it runs on, now for this assignment.
      running[JobPlace(ticket)] = partition.epoch
      return []
    }
    waiting.append((ticket, record))
    return startWaiting() + adjustFlow()
  }

  private mutating func assign(_ added: Set<TopicPartition>) -> [Action] {
    epoch += 1
    for place in added {
      partitions[place] = Partition(epoch: epoch)
      paused.remove(place)
    }
    return adjustFlow()
  }

  private mutating func revoke(_ removed: Set<TopicPartition>, lost: Bool, at time: Duration) -> [Action] {
    let last = lost ? [] : commit(removed, synchronously: true)
    for place in removed { partitions[place] = nil }
    paused.subtract(removed)
    waiting.removeAll { removed.contains($0.ticket.place) }
    return last + adjustFlow()
  }

  private mutating func answer(_ offsets: [TopicPartition: CommittedOffset], accepted: Bool) -> [Action] {
    for (place, committed) in offsets { partitions[place]?.progress.answer(committed.offset, accepted: accepted) }
    return []
  }

  // MARK: - Decisions

  private mutating func startWaiting() -> [Action] {
    var actions: [Action] = []
    while running.count < slots, !waiting.isEmpty {
      let (ticket, record) = waiting.removeFirst()
      running[JobPlace(ticket)] = ticket.epoch
      actions.append(.start(ticket, record))
    }
    return actions
  }

  /// Pauses when slots and buffer are full, resumes when half the buffer (or a slot) is free: each pause throws away what the client has fetched ahead.
  private mutating func adjustFlow() -> [Action] {
    let held = running.count + waiting.count
    let isFull = isStopping || held >= slots + buffer
    let hasRoom = !isStopping && held <= slots + buffer - max(1, (buffer + 1) / 2)
    let flowing = assigned.subtracting(paused)
    if !flowing.isEmpty, isFull || (!paused.isEmpty && !hasRoom) {
      paused.formUnion(flowing)
      return [.pause(flowing)]
    }
    if !paused.isEmpty, hasRoom {
      defer { paused.removeAll() }
      return [.resume(paused)]
    }
    return []
  }

  private mutating func commitWhenDue(at time: Duration) -> [Action] {
    if let lastCommit, time - lastCommit < commitInterval, time >= lastCommit { return [] }
    let actions = commit(Set(partitions.keys), synchronously: false)
    if !actions.isEmpty { lastCommit = time }
    return actions
  }

  private mutating func commit(_ places: Set<TopicPartition>, synchronously: Bool) -> [Action] {
    var offsets: [TopicPartition: CommittedOffset] = [:]
    for place in places {
      guard let progress = partitions[place]?.progress, let due = synchronously ? progress.unconfirmed : progress.due else { continue }
      offsets[place] = CommittedOffset(due)
      partitions[place]?.progress.send(due)
    }
    return offsets.isEmpty ? [] : [.commit(offsets, synchronously: synchronously)]
  }

  private struct Partition: Sendable {
    var epoch: Int
    var progress = PartitionProgress()
  }

  private struct JobPlace: Hashable, Sendable {
    var place: TopicPartition
    var offset: Int64

    init(_ ticket: JobTicket) {
      place = ticket.place
      offset = ticket.offset
    }
  }
}
