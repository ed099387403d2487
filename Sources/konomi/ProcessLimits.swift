import Foundation

/// What the system allows this process. A Kafka client needs some descriptors and threads, and one that gets none aborts, or waits for ever and hears no signal.
struct ProcessLimits: Error, CustomStringConvertible {
  private static let least: rlim_t = 64

  let description: String

  /// Raises the number of descriptors as far as the system lets it.
  /// - Throws: itself, where there are too few.
  static func check() throws {
    var files = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0 {
      let wanted = min(files.rlim_max, 4096)
      if files.rlim_cur < wanted {
        files.rlim_cur = wanted
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
      }
      guard files.rlim_cur >= least else {
        throw ProcessLimits(
          description:
            "This process may open \(files.rlim_cur) files, and a Kafka client needs \(least): raise the limit (ulimit -n \(least)).")
      }
    }
    var processes = rlimit()
    // Nobody counts root's.
    guard geteuid() != 0, getrlimit(__rlimit_resource_t(__RLIMIT_NPROC.rawValue), &processes) == 0, processes.rlim_cur < least else {
      return
    }
    throw ProcessLimits(
      description:
        "This user may have \(processes.rlim_cur) processes and threads, and a Kafka client needs \(least): raise the limit (ulimit -u \(least))."
    )
  }
}
