/// How far one assigned partition has come. Jobs end out of order; only what lies below the lowest unfinished one may be committed.
///
/// No bitmap is needed: a worker takes no more jobs than its slots and its buffer hold, so `unfinished` stays that short.
///
/// Invariants: `unfinished` ascends without repeats; `due` is never above an unfinished offset.
public struct PartitionProgress: Sendable, Equatable {
  /// Taken and not finished, in ascending order.
  public private(set) var unfinished: [Int64] = []
  /// The offset that follows the last record taken; nil before the first.
  public private(set) var position: Int64?
  /// What the broker is known to have committed for us.
  public private(set) var committed: Int64?
  /// What was sent to be committed and has not been answered.
  private var sent: Int64?

  public init() {}

  /// The offset to commit: everything below it is finished. nil before the first record.
  public var lowestUnfinished: Int64? { unfinished.first ?? position }

  /// The offset to commit now, if it says more than the last commit that was sent.
  public var due: Int64? { lowestUnfinished == sent ?? committed ? nil : lowestUnfinished }

  /// The offset to commit before the partition is given away, if the broker is not known to have it: a commit on its way may still be refused.
  public var unconfirmed: Int64? { lowestUnfinished == committed ? nil : lowestUnfinished }

  /// A record was delivered.
  /// - Returns: whether it is new; false where it is held already. A finished one that comes again (a position that went back) counts as new: to repeat a job is safe, to pass over one is not.
  public mutating func take(_ offset: Int64) -> Bool {
    let index = unfinished.firstIndex { $0 >= offset } ?? unfinished.endIndex
    if index < unfinished.endIndex, unfinished[index] == offset { return false }
    unfinished.insert(offset, at: index)
    position = offset + 1
    return true
  }

  /// A job's outcome has been acknowledged by the broker.
  /// - Returns: whether it was held and unfinished.
  @discardableResult
  public mutating func finish(_ offset: Int64) -> Bool {
    guard let index = unfinished.firstIndex(of: offset) else { return false }
    unfinished.remove(at: index)
    return true
  }

  /// A commit was sent.
  public mutating func send(_ offset: Int64) { sent = offset }

  /// A commit was answered: refused ones are due again.
  public mutating func answer(_ offset: Int64, accepted: Bool) {
    if sent == offset { sent = nil }
    if accepted { committed = offset }
  }
}
