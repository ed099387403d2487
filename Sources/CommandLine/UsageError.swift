/// What is wrong with a command line, an environment variable or a settings file: the exit code is `ExitCode.usage`.
public struct UsageError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, where, and what to do, as one sentence.
  public var description: String
  /// How the command wants to be called, filled in by the program's parser.
  public internal(set) var usage: String?

  public init(_ description: String) { self.description = description }

  /// What the program prints.
  public var message: String { "Error: \(description)" + (usage.map { "\n\($0)" } ?? "") }
}
