import Foundation

/// How many processors are this process's to use: the least of what its affinity, its control groups' quotas and Slurm say, and of what the machine has. With a slot for each of
/// the machine's 64, a task that is bound to 4 would take 16 times the memory and miss its deadlines.
public enum ProcessorShare {
  /// At least 1.
  public static func now() -> Int {
    count(machine: ProcessInfo.processInfo.activeProcessorCount, root: "", environment: ProcessInfo.processInfo.environment)
  }

  /// - Parameters:
  ///   - machine: the processors that are there.
  ///   - root: the folder in which `/proc` and `/sys` lie.
  static func count(machine: Int, root: String, environment: [String: String]) -> Int {
    max(1, [machine, affinity(root), quota(root), slurm(environment)].compactMap { $0 }.min() ?? 1)
  }

  /// The kernel's list may name processors that are possible and not there: no more than there are count.
  private static func affinity(_ root: String) -> Int? {
    let lines = ControlGroups.text(root + "/proc/self/status")?.split(separator: "\n") ?? []
    guard let mask = lines.first(where: { $0.hasPrefix("Cpus_allowed:") })?.dropFirst("Cpus_allowed:".count) else { return nil }
    let count = mask.compactMap(\.hexDigitValue).reduce(0) { $0 + $1.nonzeroBitCount }
    return count > 0 ? count : nil
  }

  /// What the job has on this node; where the task's own part of it is told, that.
  private static func slurm(_ environment: [String: String]) -> Int? {
    ["SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE"].lazy.compactMap { environment[$0].flatMap { Int($0) } }.first { $0 > 0 }
  }

  /// The least quota of the process's control groups and of those around them, rounded up; nil where there is none.
  private static func quota(_ root: String) -> Int? {
    ControlGroups.folders(of: "cpu", root: root).compactMap(quota(ofGroup:)).min().map { Int($0.rounded(.up)) }
  }

  /// In processors: version 2's file holds quota and period, `max` for no limit; version 1 has a file for each, -1 for no limit.
  private static func quota(ofGroup folder: String) -> Double? {
    let text = ControlGroups.text
    let limit = text(folder + "/cpu.max") ?? ["quota", "period"].map { text("\(folder)/cpu.cfs_\($0)_us") ?? "" }.joined(separator: " ")
    let words = limit.split(whereSeparator: \.isWhitespace)
    // No machine has so many, and what is more would not fit into an integer.
    guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]), quota > 0, period > 0, quota / period < 1e6 else {
      return nil
    }
    return quota / period
  }
}
