import Foundation

/// How many processors are this process's to use: the least of what its affinity, its control group's quota and Slurm say. What the machine has says nothing of that: a task
/// bound to 4 of 64 processors with 64 slots would take 16 times the memory and miss its deadlines.
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
    let lines = text(root + "/proc/self/status")?.split(separator: "\n") ?? []
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
    guard let memberships = text(root + "/proc/self/cgroup") else { return nil }
    return memberships.split(separator: "\n").compactMap { line -> Double? in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[1].isEmpty || parts[1].split(separator: ",").contains("cpu") else { return nil }
      let top = root + (parts[1].isEmpty ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu")
      // Inside of a container only the topmost folder may be there, and it is the container's.
      var names = parts[2].split(separator: "/")
      var quotas: [Double?] = [quota(ofGroup: top)]
      while !names.isEmpty {
        quotas.append(quota(ofGroup: ([top] + names.map(String.init)).joined(separator: "/")))
        names.removeLast()
      }
      return quotas.compactMap { $0 }.min()
    }.min().map { Int($0.rounded(.up)) }
  }

  /// In processors: version 2's file holds quota and period, `max` for no limit; version 1 has a file for each, -1 for no limit.
  private static func quota(ofGroup folder: String) -> Double? {
    let words = (text(folder + "/cpu.max") ?? ["quota", "period"].map { text("\(folder)/cpu.cfs_\($0)_us") ?? "" }.joined(separator: " "))
      .split(whereSeparator: \.isWhitespace)
    // No machine has so many, and what is more would not fit into an integer.
    guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]), quota > 0, period > 0, quota / period < 1e6 else {
      return nil
    }
    return quota / period
  }

  private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
