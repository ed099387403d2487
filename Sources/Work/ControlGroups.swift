import Foundation

/// The control groups that bound this process, of version 2 and of version 1.
enum ControlGroups {
  /// The folders of a controller's groups: the process's own first, then those around it up to the topmost. Inside of a container only the topmost may be there, and it is the
  /// container's.
  ///
  /// - Parameters:
  ///   - controller: as version 1 names it: `cpu`, `memory`.
  ///   - root: the folder in which `/proc` and `/sys` lie.
  static func folders(of controller: String, root: String = "") -> [String] {
    (text(root + "/proc/self/cgroup") ?? "").split(separator: "\n").flatMap { line -> [String] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[1].isEmpty || parts[1].split(separator: ",").contains(Substring(controller)) else { return [] }
      let top = root + "/sys/fs/cgroup" + (parts[1].isEmpty ? "" : "/" + controller)
      let names = parts[2].split(separator: "/")
      return (0...names.count).reversed().map { ([top] + names.prefix($0).map(String.init)).joined(separator: "/") }
    }
  }

  /// What a file of the kernel's says; nil where it is not there.
  static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
