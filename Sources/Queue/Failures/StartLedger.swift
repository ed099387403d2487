/// How often the jobs of one partition were started without an end: kept in commit metadata, so that the next owner of the partition knows after a crash.
///
/// As text: `offset:starts` by ascending offset, e.g. `17:1 20:2`.
public struct StartLedger: Sendable, Hashable {
  /// Brokers refuse more than 4,096 bytes.
  public static let maximumBytes = 4000

  /// Starts that ended in nothing, by offset: what former owners left.
  private var earlier: [Int64: Int] = [:]
  private var running: Set<Int64> = []

  public init() {}

  /// Reads what a former owner has left; anything that is no ledger counts for nothing.
  public init(_ text: String) {
    guard text.utf8.count <= 4096 else { return }
    for entry in text.split(separator: " ") {
      let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let offset = Int64(parts[0]), offset >= 0, let starts = Int(parts[1]), (1...1000).contains(starts) else {
        earlier = [:]
        return
      }
      earlier[offset] = starts
    }
  }

  /// How often the job was started before, without an end.
  public func earlierStarts(_ offset: Int64) -> Int { earlier[offset] ?? 0 }

  public mutating func start(_ offset: Int64) { running.insert(offset) }

  /// The job has an outcome.
  public mutating func finish(_ offset: Int64) {
    running.remove(offset)
    earlier[offset] = nil
  }

  /// The job was given up in order: that start does not count.
  public mutating func abandon(_ offset: Int64) { running.remove(offset) }

  /// What to commit beside the offset.
  /// - Parameter handingOver: whether this worker gives the partition up in order, so that its own starts do not count.
  public func metadata(handingOver: Bool) -> String {
    var starts = earlier
    if !handingOver { for offset in running { starts[offset, default: 0] += 1 } }
    // The oldest are left out where there are too many.
    var entries: [String] = []
    var bytes = 0
    for (offset, count) in starts.sorted(by: { $0.key > $1.key }) {
      let entry = "\(offset):\(count)"
      guard bytes + entry.utf8.count + 1 <= StartLedger.maximumBytes else { break }
      entries.append(entry)
      bytes += entry.utf8.count + 1
    }
    return entries.reversed().joined(separator: " ")
  }
}
