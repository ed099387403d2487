/// How far one assigned partition has come. Jobs end out of order; only what lies below the lowest unfinished one may be committed.
///
/// No bitmap is needed: a worker takes no more jobs than its slots and its buffer hold, so `unfinished` stays that short.
///
/// Invariants: `unfinished` ascends without repeats; no offset to commit lies above an unfinished one.
public struct PartitionProgress: Sendable, Hashable {
  /// Taken and not finished, in ascending order.
  public private(set) var unfinished: [Int64] = []
  /// The offset that follows the last record taken; nil before the first.
  public private(set) var position: Int64?
  /// Which of them are running, and were started before.
  public private(set) var starts: StartLedger
  /// A record of the topic that the commits are of.
  public private(set) var mark: TopicMark?
  /// When the broker took the last record taken.
  private var lastStamp: Int64 = 0
  /// What the broker is known to have.
  private var committed: CommittedOffset?
  /// What was sent to be committed and has not been answered.
  private var sent: CommittedOffset?

  /// - Parameter committed: what the group's former owners of the partition have left.
  public init(committed: CommittedOffset? = nil) {
    self.committed = committed
    let parts = committed?.parts
    mark = parts?.mark
    starts = StartLedger(String(parts?.starts ?? ""), from: committed?.offset ?? 0)
  }

  /// Everything below it is finished. nil before the first record.
  public var lowestUnfinished: Int64? { unfinished.first ?? position }

  /// What to commit now, if it says more than the last commit that was sent.
  public var due: CommittedOffset? {
    let state = state(handingOver: false)
    return state == sent ?? committed ? nil : state
  }

  /// What to commit before the partition is given away in order, if the broker is not known to have it: a commit on its way may still be refused.
  public var last: CommittedOffset? {
    let state = state(handingOver: true)
    return state == committed ? nil : state
  }

  private func state(handingOver: Bool) -> CommittedOffset? {
    // Before the first record there is nothing new to say.
    lowestUnfinished.map { CommittedOffset($0, metadata: metadata(handingOver: handingOver)) } ?? committed
  }

  private func metadata(handingOver: Bool) -> String {
    [mark?.text ?? "", starts.metadata(handingOver: handingOver)].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// Whether a record of this offset cannot be of the topic that was read so far: the position went back, to a record that the broker took later than the last one.
  public func isOfAnotherTopic(_ offset: Int64, stamp: Int64) -> Bool { lastStamp > 0 && stamp > lastStamp && offset < position ?? 0 }

  /// A record was delivered.
  /// - Parameter stamp: when the broker took it.
  /// - Returns: whether it is new; false where it is held already. A finished one that comes again (a position that went back) counts as new: to repeat a job is safe, to pass over one is not.
  public mutating func take(_ offset: Int64, stamp: Int64 = 0) -> Bool {
    if mark == nil { mark = TopicMark(offset: offset, stamp: stamp) }
    lastStamp = max(lastStamp, stamp)
    let index = unfinished.firstIndex { $0 >= offset } ?? unfinished.endIndex
    if index < unfinished.endIndex, unfinished[index] == offset { return false }
    unfinished.insert(offset, at: index)
    position = offset + 1
    return true
  }

  public mutating func start(_ offset: Int64) { starts.start(offset) }

  /// A job was given up in order, without an outcome.
  public mutating func abandon(_ offset: Int64) { starts.abandon(offset) }

  /// A job's outcome has been acknowledged by the broker.
  /// - Returns: whether it was held and unfinished.
  @discardableResult
  public mutating func finish(_ offset: Int64) -> Bool {
    starts.finish(offset)
    guard let index = unfinished.firstIndex(of: offset) else { return false }
    unfinished.remove(at: index)
    return true
  }

  /// A commit was sent.
  public mutating func send(_ commit: CommittedOffset) { sent = commit }

  /// A commit was answered: refused ones are due again.
  public mutating func answer(_ commit: CommittedOffset, accepted: Bool) {
    if sent == commit { sent = nil }
    if accepted { committed = commit }
  }
}
