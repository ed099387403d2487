import Messages

/// Which neurons have a result already, as far as one worker has read the ledger: a job whose neuron has one is not computed again.
///
/// A success counts against those jobs only that stood in their topic before it. Whoever publishes a neuron's job after that wants it computed, because the result is gone,
/// say; so that no view of the ledger, however old, keeps a job from being computed that somebody waits for.
public struct KnownSuccesses: Sendable, Hashable {
  /// So many are kept; of more, the older half is forgotten, which costs time at worst.
  private let capacity: Int
  /// When the broker stamped each neuron's success, by the job's key.
  private var times: [String: Int64] = [:]

  public init(capacity: Int = 500_000) { self.capacity = capacity }

  public var count: Int { times.count }

  /// A record of the ledger was read.
  /// - Parameters:
  ///   - state: nil for a tombstone: the neuron waits for an outcome again.
  ///   - timestamp: the broker's stamp of the record.
  public mutating func enter(_ key: String, _ state: Outcome.State?, at timestamp: Int64) {
    guard state == .succeeded else {
      times[key] = nil
      return
    }
    // Of two results the first makes fewer jobs superfluous, and is the one that is kept.
    if times[key] == nil { times[key] = timestamp }
    guard times.count > capacity else { return }
    let middle = times.values.sorted()[times.count / 2]
    times = times.filter { $0.value > middle }
  }

  /// Whether a job need not be computed.
  /// - Parameter published: the broker's stamp of the job, of its first copy where it has several.
  public func isSuperfluous(_ key: String, published: Int64) -> Bool {
    guard let time = times[key] else { return false }
    return published >= 0 && published < time
  }
}
