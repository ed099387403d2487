import Analysis
import Foundation

/// How much memory this process may still take: what the machine has, or what its control group leaves it, whichever is less.
public struct MemoryRoom: Sendable, Equatable {
  /// What the kernel says, as text; nil where it does not say.
  struct Account: Sendable, Equatable {
    /// `/proc/meminfo`.
    var machine: String?
    /// A control group's limit in bytes, or `max`.
    var limit: String?
    /// `memory.stat` of the same group.
    var use: String?
  }

  /// A stimulus set is held so often while it is prepared: in chunks, whole, as tensors, and standardised.
  static let copies = 4

  /// In bytes; nil where the kernel does not tell.
  public var bytes: Int?

  public init(bytes: Int?) { self.bytes = bytes }

  init(_ account: Account) {
    let free = account.machine.flatMap { Self.number(after: "MemAvailable:", in: $0) }.map { $0 * 1024 }
    // What the group's processes hold by themselves; what is cached for them makes room when it is needed.
    let held = account.use.flatMap { Self.number(after: "anon", in: $0) ?? Self.number(after: "total_rss", in: $0) } ?? 0
    let left = account.limit.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }.map { max(0, $0 - held) }
    bytes = [free, left].compactMap { $0 }.min()
  }

  /// As it is at this moment.
  public static func now() -> MemoryRoom {
    let text = ControlGroups.text
    let group = ControlGroups.folders(of: "memory").first { FileManager.default.fileExists(atPath: $0 + "/memory.stat") }
    return MemoryRoom(
      Account(
        machine: text("/proc/meminfo"), limit: group.flatMap { text($0 + "/memory.max") ?? text($0 + "/memory.limit_in_bytes") },
        use: group.flatMap { text($0 + "/memory.stat") }))
  }

  /// Why a stimulus set does not fit, with the arithmetic; nil where it does.
  public func complaint(aboutStimuliOf size: Int) -> String? {
    let (needed, isTooMuch) = size.multipliedReportingOverflow(by: Self.copies)
    guard let bytes, isTooMuch || needed > bytes else { return nil }
    return
      "The stimulus set of \(size) bytes takes \(Self.copies) times as much while it is prepared (\(isTooMuch ? "too much" : "\(needed) bytes")), "
      + "and \(bytes) bytes are free: give the process more memory, or make the stimuli smaller (--crop, --resize)."
  }

  /// Why an analysis does not fit, with the arithmetic; nil where it does.
  /// - Parameter slots: how many neurons are analysed at a time.
  public func complaint(about cost: AnalysisCost, slots: Int) -> String? {
    guard let bytes, cost.bytes(slots: slots) > Double(bytes) else { return nil }
    return
      "\(cost.arithmetic(slots: slots)), and \(bytes) bytes are free: make the images smaller (--resize, --crop), analyse fewer neurons at a time (--slots), or give the process more memory."
  }

  private static func number(after name: String, in text: String) -> Int? {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      if words.count > 1, words[0] == name { return Int(words[1]) }
    }
    return nil
  }
}
