/// How often the jobs of one partition were started without an end: kept in commit metadata, so that the next owner of the partition knows after a crash.
///
/// As text: `offset:starts` by ascending offset, e.g. `17:1 20:2`.
public struct StartLedger: Sendable, Hashable {
  /// Brokers refuse more than 4,096 bytes.
  public static let maximumBytes = 4000
  /// More starts count as so many.
  public static let mostStarts = 1000

  /// Starts that ended in nothing, by offset: what former owners left.
  private var earlier: [Int64: Int] = [:]
  private var running: Set<Int64> = []

  public init() {}

  /// Reads what a former owner has left; anything that is no ledger counts for nothing.
  /// - Parameter first: what lies below is committed and said no more.
  public init(_ text: String, from first: Int64 = 0) {
    guard text.utf8.count <= 4096 else { return }
    for entry in text.split(separator: " ") {
      let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let offset = Int64(parts[0]), offset >= 0, let starts = Int(parts[1]),
        (1...Self.mostStarts).contains(starts)
      else {
        earlier = [:]
        return
      }
      if offset >= first { earlier[offset] = starts }
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
    let own = handingOver ? [] : running
    var entries: [(offset: Int64, text: String)] = []
    var bytes = 0
    // Where there are too many the oldest are left out, and what others left before what runs here.
    for offset in own.sorted(by: >) + earlier.keys.filter({ !own.contains($0) }).sorted(by: >) {
      let text = "\(offset):\(min(earlierStarts(offset) + (own.contains(offset) ? 1 : 0), Self.mostStarts))"
      guard bytes + text.utf8.count + 1 <= Self.maximumBytes else { break }
      entries.append((offset, text))
      bytes += text.utf8.count + 1
    }
    return entries.sorted { $0.offset < $1.offset }.map(\.text).joined(separator: " ")
  }
}
