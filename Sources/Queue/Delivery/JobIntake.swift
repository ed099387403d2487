import Messages

/// What a worker takes from its partitions, when it pauses them, and what it commits: the decisions of the consumer loop, without a thread or a clock.
///
/// The loop hands in what happened (`receive`, `inherit`, `finish`, `tick`, `stop`, `close`) and performs the actions that come back, in order.
/// Times are by a clock that is never set (`BrokerClock.sinceStart`), except one: how old a record is, the broker's clock tells.
///
/// Invariants:
/// * at most `slots` jobs run, at most `slots + buffer` run or wait, and none starts while more than `slots + buffer` outcomes are on their way;
/// * `paused` holds exactly the assigned partitions that are paused: new ones are paused explicitly while there is no room, kept ones stay paused, and only paused ones are resumed;
/// * nothing is committed beyond an unfinished job, and nothing for a partition that is not assigned.
public struct JobIntake: Sendable, Hashable {
  public enum Action: Sendable, Equatable {
    case pause(Set<TopicPartition>)
    case resume(Set<TopicPartition>)
    /// Once all actions beside it are performed: the commit among them tells of it. `earlierStarts` counts those that had no end; see `CrashPolicy`.
    case start(JobTicket, ReceivedRecord, earlierStarts: Int)
    /// To be answered with `receive(.committed(…))`: at once after a synchronous commit, by the consumer itself after an asynchronous one.
    case commit([TopicPartition: CommittedOffset], synchronously: Bool)
    /// What is being taken away goes to its next owner.
    case release
  }

  /// How long partitions that are being taken away are kept for the outcomes on their way, and by one that takes no more jobs for the jobs at hand: what cannot be committed
  /// runs again elsewhere. The group waits meanwhile, so it is about as long as a job takes, no longer.
  public static let handoverPatience = Duration.seconds(5)

  public let slots: Int
  /// Jobs held ready beyond the slots. A client takes up to a second to go on with a paused partition; half the buffer has to last that long. Few all the same: they lie in
  /// memory, and are fetched again by the next owner where the partition moves.
  public let buffer: Int
  public let commitInterval: Duration
  /// How long a record rests on its topic before it may start, by topic; the others may start at once. No record rests longer here than that, whatever its stamp says.
  public let delays: [String: Duration]

  /// Jobs that ended after their partition was taken away: published, not committed.
  public private(set) var staleCompletions = 0
  /// Whether intake has stopped for good.
  public private(set) var isStopping = false

  private var partitions: [TopicPartition: Partition] = [:]
  private var paused: Set<TopicPartition> = []
  private var waiting: [Held] = []
  /// Not due yet: their partitions rest meanwhile.
  private var resting: [Held] = []
  /// Whether slots and buffer were full, and have not had room again since.
  private var isSaturated = false
  /// The epoch that answers for each running job, by its place.
  private var running: [JobPlace: Int] = [:]
  /// The same for jobs that are computed and whose outcome the broker has not acknowledged yet.
  private var unsettled: [JobPlace: Int] = [:]
  /// Counts the assignments.
  public private(set) var epoch = 0
  private var lastCommit: Duration?
  /// Partitions that are being taken away, and until when they may be kept.
  private var leaving: Leaving?
  /// Whether a job is to start that no commit has told of: that is committed first.
  private var hasStarts = false

  public init(slots: Int, buffer: Int = 8, commitInterval: Duration = .seconds(5), delays: [String: Duration] = [:]) {
    precondition(slots > 0 && buffer >= 0)
    self.slots = slots
    self.buffer = buffer
    self.commitInterval = commitInterval
    self.delays = delays
  }

  public var runningCount: Int { running.count }
  public var waitingCount: Int { waiting.count }
  /// Jobs that were taken and have not started, those that rest too.
  package var held: [JobTicket] { (waiting + resting).map(\.ticket) }
  public var unsettledCount: Int { unsettled.count }
  public var assigned: Set<TopicPartition> { Set(partitions.keys) }

  /// The consumer reported an event.
  /// - Parameter brokerTime: the broker's present time, as far as it is known: nobody else's clock says how long a record has rested already.
  public mutating func receive(_ event: ConsumerEvent, at time: Duration, brokerTime: Timestamp? = nil) -> [Action] {
    switch event {
    case .record(let record): take(record, at: time, brokerTime)
    case .assigned(let added): assign(added)
    case .revoked(let removed, let lost): revoke(removed, lost: lost, at: time)
    case .committed(let offsets, let failure): answer(offsets, accepted: failure == nil)
    }
  }

  /// What the former owners of newly assigned partitions have committed: to be handed in after `.assigned`, before the next event.
  public mutating func inherit(_ committed: [TopicPartition: CommittedOffset]) {
    for (place, committed) in committed { partitions[place]?.progress = PartitionProgress(committed: committed) }
  }

  /// A job is computed: its slot is free while its outcome is on its way. Whatever ends the process now, the job is not to blame.
  public mutating func compute(_ ticket: JobTicket, at time: Duration) -> [Action] {
    guard let epoch = running.removeValue(forKey: JobPlace(ticket)) else { return [] }
    unsettled[JobPlace(ticket)] = epoch
    if partitions[ticket.place]?.epoch == epoch { partitions[ticket.place]?.progress.abandon(ticket.offset) }
    return proceed(at: time)
  }

  /// A job's outcome was acknowledged by the broker.
  public mutating func finish(_ ticket: JobTicket, at time: Duration) -> [Action] {
    guard let epoch = end(ticket) else { return [] }
    if partitions[ticket.place]?.epoch == epoch {
      partitions[ticket.place]?.progress.finish(ticket.offset)
    } else {
      staleCompletions += 1
    }
    return proceed(at: time)
  }

  /// A job was given up without an outcome (an interruption): its offset stays uncommitted, so that it runs again, and this start does not count.
  public mutating func abandon(_ ticket: JobTicket, at time: Duration) -> [Action] {
    guard let epoch = end(ticket) else { return [] }
    if partitions[ticket.place]?.epoch == epoch { partitions[ticket.place]?.progress.abandon(ticket.offset) }
    return proceed(at: time)
  }

  private mutating func end(_ ticket: JobTicket) -> Int? {
    running.removeValue(forKey: JobPlace(ticket)) ?? unsettled.removeValue(forKey: JobPlace(ticket))
  }

  /// Time has passed.
  public mutating func tick(at time: Duration) -> [Action] {
    waiting += resting.filter { $0.due <= time }
    resting = resting.filter { $0.due > time }
    return proceed(at: time)
  }

  /// No more jobs: all partitions are paused, what waits is given back (it was never committed), what runs may finish.
  public mutating func stop() -> [Action] {
    isStopping = true
    waiting.removeAll()
    resting.removeAll()
    return adjustFlow()
  }

  /// The last commit, before the consumer is closed.
  public mutating func close() -> [Action] { handOver(Set(partitions.keys)) }

  // MARK: - Events

  private mutating func take(_ record: ReceivedRecord, at time: Duration, _ brokerTime: Timestamp?) -> [Action] {
    if partitions[record.place]?.progress.isOfAnotherTopic(record.offset, stamp: record.timestamp) == true { forget(record.place) }
    guard let epoch = partitions[record.place]?.epoch,
      partitions[record.place]?.progress.take(record.offset, stamp: record.timestamp) == true, !isStopping
    else { return [] }
    let ticket = JobTicket(place: record.place, offset: record.offset, epoch: epoch, stamp: record.timestamp)
    if running[JobPlace(ticket)] != nil {
      // The partition went away and came back while the job runs: it runs on, now for this assignment.
      running[JobPlace(ticket)] = epoch
      partitions[record.place]?.progress.start(record.offset)
      return []
    }
    if unsettled[JobPlace(ticket)] != nil {
      unsettled[JobPlace(ticket)] = epoch
      return []
    }
    let rest = rest(of: record, brokerTime)
    if rest == .zero {
      waiting.append(Held(ticket: ticket, record: record, due: .zero))
    } else {
      resting.append(Held(ticket: ticket, record: record, due: time + rest))
    }
    return proceed(at: time)
  }

  /// The topic was made again under the member: what is held of the former one ends as if the partition had been taken away.
  private mutating func forget(_ place: TopicPartition) {
    epoch += 1
    waiting.removeAll { $0.ticket.place == place }
    resting.removeAll { $0.ticket.place == place }
    partitions[place] = Partition(epoch: epoch)
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
    waiting.removeAll { removed.contains($0.ticket.place) }
    resting.removeAll { removed.contains($0.ticket.place) }
    if lost { return giveUp(removed) + adjustFlow() }
    leaving = Leaving(places: removed, until: time + Self.handoverPatience)
    return leave(at: time) + adjustFlow()
  }

  /// Hands over what is being taken away, once nothing is awaited that would be in vain by that.
  private mutating func leave(at time: Duration) -> [Action] {
    guard let leaving else { return [] }
    let awaited = isStopping ? running.merging(unsettled) { first, _ in first } : unsettled
    let isAwaited = awaited.contains { leaving.places.contains($0.key.place) && partitions[$0.key.place]?.epoch == $0.value }
    if isAwaited, time < leaving.until { return [] }
    return handOver(leaving.places) + giveUp(leaving.places)
  }

  private mutating func giveUp(_ removed: Set<TopicPartition>) -> [Action] {
    leaving = nil
    for place in removed { partitions[place] = nil }
    paused.subtract(removed)
    return [.release]
  }

  private mutating func answer(_ offsets: [TopicPartition: CommittedOffset], accepted: Bool) -> [Action] {
    for (place, committed) in offsets { partitions[place]?.progress.answer(committed, accepted: accepted) }
    return []
  }

  // MARK: - Decisions

  private mutating func proceed(at time: Duration) -> [Action] {
    leave(at: time) + startWaiting() + adjustFlow() + commitWhenDue(at: time)
  }

  private mutating func startWaiting() -> [Action] {
    var actions: [Action] = []
    while running.count < slots, unsettled.count <= slots + buffer, !waiting.isEmpty {
      let (ticket, record) = (waiting[0].ticket, waiting[0].record)
      waiting.removeFirst()
      running[JobPlace(ticket)] = ticket.epoch
      let earlier = partitions[ticket.place]?.progress.starts.earlierStarts(ticket.offset) ?? 0
      partitions[ticket.place]?.progress.start(ticket.offset)
      hasStarts = true
      actions.append(.start(ticket, record, earlierStarts: earlier))
    }
    return actions
  }

  /// How long a record that has just come has still to rest.
  private func rest(of record: ReceivedRecord, _ brokerTime: Timestamp?) -> Duration {
    guard let delay = delays[record.place.topic] else { return .zero }
    // Of a record without a stamp, or where the broker's time is not known, it counts from now.
    guard let brokerTime, record.timestamp >= 0 else { return delay }
    let age = Duration.milliseconds(brokerTime.milliseconds - Timestamp(milliseconds: record.timestamp).milliseconds)
    return delay - min(max(.zero, age), delay)
  }

  /// Pauses all when slots and buffer are full, until half the buffer (or a slot) is free, because each pause throws away what the client has fetched ahead; and those whose next record is not due.
  private mutating func adjustFlow() -> [Action] {
    let held = running.count + waiting.count
    if isStopping || held >= slots + buffer {
      isSaturated = true
    } else if held <= slots + buffer - max(1, (buffer + 1) / 2) {
      isSaturated = false
    }
    let still = isSaturated ? assigned : Set(resting.map(\.ticket.place))
    let (added, ended) = (still.subtracting(paused), paused.subtracting(still))
    paused = still
    return (added.isEmpty ? [] : [.pause(added)]) + (ended.isEmpty ? [] : [.resume(ended)])
  }

  private mutating func commitWhenDue(at time: Duration) -> [Action] {
    if !hasStarts, let lastCommit, time - lastCommit < commitInterval { return [] }
    // A job that kills its worker at once must not be quicker than the word that it was started.
    let announcesStarts = hasStarts
    hasStarts = false
    let actions = commit(synchronously: announcesStarts, partitions.compactMapValues(\.progress.due))
    if !actions.isEmpty { lastCommit = time }
    return actions
  }

  /// The last word on partitions that go to another member.
  private mutating func handOver(_ places: Set<TopicPartition>) -> [Action] {
    commit(synchronously: true, partitions.filter { places.contains($0.key) }.compactMapValues(\.progress.last))
  }

  private mutating func commit(synchronously: Bool, _ offsets: [TopicPartition: CommittedOffset]) -> [Action] {
    for (place, offset) in offsets { partitions[place]?.progress.send(offset) }
    return offsets.isEmpty ? [] : [.commit(offsets, synchronously: synchronously)]
  }

  /// A record that was taken and has not started.
  private struct Held: Sendable, Hashable {
    var ticket: JobTicket
    var record: ReceivedRecord
    /// When it may start.
    var due: Duration
  }

  private struct Leaving: Sendable, Hashable {
    var places: Set<TopicPartition>
    var until: Duration
  }

  private struct Partition: Sendable, Hashable {
    var epoch: Int
    var progress = PartitionProgress()
  }

  private struct JobPlace: Hashable, Sendable {
    var place: TopicPartition
    var offset: Int64
    var stamp: Int64

    init(_ ticket: JobTicket) {
      place = ticket.place
      offset = ticket.offset
      stamp = ticket.stamp
    }
  }
}
