import Foundation

/// The program, as its users start it.
public enum Konomi {
  /// Beside the bundle of the tests.
  public static let path: String = {
    var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    for argument in ProcessInfo.processInfo.arguments where argument.contains(".xctest") {
      folder = URL(fileURLWithPath: argument).deletingLastPathComponent()
    }
    return folder.appendingPathComponent("konomi").path
  }()

  /// Starts the program; what it prints goes to files.
  public static func start(_ arguments: [String], output: URL? = nil, errors: URL? = nil) throws -> ChildProcess {
    try ChildProcess([path] + arguments, output: output ?? devNull, errors: errors ?? devNull)
  }

  /// Runs the program to its end.
  /// - Returns: its exit code and what it printed.
  public static func run(_ arguments: String...) throws -> (code: Int32, output: String, errors: String) {
    try run(arguments: arguments)
  }

  public static func run(arguments: [String]) throws -> (code: Int32, output: String, errors: String) {
    try withTemporaryFolder { folder in
      let (output, errors) = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
      let code = try start(arguments, output: output, errors: errors).wait()
      return (code, try String(contentsOf: output, encoding: .utf8), try String(contentsOf: errors, encoding: .utf8))
    }
  }

  private static let devNull = URL(fileURLWithPath: "/dev/null")
}

/// Hands the body a new folder that goes when the body ends.
/// - Parameter isInMemory: where files are many and need not outlive the machine, so that nothing waits for the disk.
public func withTemporaryFolder<Result>(isInMemory: Bool = false, _ body: (URL) throws -> Result) throws -> Result {
  let memory = URL(fileURLWithPath: "/dev/shm")
  let parent = isInMemory && FileManager.default.isWritableFile(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
  let folder = parent.appendingPathComponent("konomi-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
