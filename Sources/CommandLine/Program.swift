import Foundation

/// A program of subcommands, after the conventions of swift-argument-parser.
public struct Program: Sendable {
  public let name: String
  public let version: String
  /// What it is, as a sentence or two.
  public let summary: String
  public let commands: [Command]

  public init(name: String, version: String, summary: String, commands: [Command]) {
    self.name = name
    self.version = version
    self.summary = summary
    self.commands = commands
  }

  /// What a command line asks for.
  public enum Request: Sendable {
    /// Print this text and leave with success.
    case print(String)
    case run(Command, Values)
  }

  /// Values that no command line should hold stay out of it: flags, then environment (`KONOMI_SLOTS`), then the settings file.
  public var environmentPrefix: String { name.uppercased() }

  static let settings = Option<URL?>("settings", "file", help: "A settings file: JSON, the options' names in snake_case.")

  /// Reads a command line (without the program's own name).
  /// - Parameters:
  ///   - environment: the process's environment.
  ///   - read: reads the settings file.
  /// - Throws: `UsageError`.
  public func request(
    _ arguments: [String], environment: [String: String], read: (URL) throws -> Data = { try Data(contentsOf: $0) }
  ) throws -> Request {
    guard let first = arguments.first, !["--help", "-h"].contains(first) else { return .print(help) }
    if first == "--version" { return .print("\(name) \(version)") }
    if first == "help" { return .print(try help(of: Array(arguments.dropFirst()))) }
    guard let command = command(for: arguments) else { return .print(try groupHelp(for: arguments)) }
    let rest = Array(arguments.dropFirst(command.words.count))
    if rest.prefix(while: { $0 != "--" }).contains(where: { ["--help", "-h"].contains($0) }) { return .print(help(of: command)) }
    do {
      var given = try command.scan(rest)
      try command.add(environment, prefix: environmentPrefix, to: &given)
      if let file = given[Self.settings.parameter] {
        let url = URL(fileURLWithPath: file)
        try SettingsFile(at: url, read: read).add(to: &given, of: command, in: self)
      }
      try command.checkComplete(given)
      return .run(command, given)
    } catch var error as UsageError {
      error.usage = "Usage: \(usage(of: command))\n  See '\(name) \(command.name) --help' for more information."
      throw error
    }
  }

  /// The command with the longest name that the arguments begin with.
  private func command(for arguments: [String]) -> Command? {
    commands.filter { arguments.starts(with: $0.words) }.max { $0.words.count < $1.words.count }
  }

  /// The help of a group of commands, e.g. `dead-letters`.
  private func groupHelp(for arguments: [String]) throws -> String {
    let word = arguments[0]
    let members = commands.filter { $0.words.count > 1 && $0.words[0] == word }
    var error: UsageError
    if members.isEmpty {
      error =
        word.hasPrefix("-")
        ? UsageError("Unknown option '\(word)'\(nearest(to: word, of: ["--help", "--version"])).")
        : UsageError("Unknown command '\(word)'\(nearest(to: word, of: commands.map { $0.words[0] } + ["help"])).")
    } else if arguments.count < 2 || ["--help", "-h"].contains(arguments[1]) {
      return help(ofGroup: word, members)
    } else {
      error = UsageError("Unknown command '\(word) \(arguments[1])'\(nearest(to: arguments[1], of: members.map { $0.words[1] })).")
    }
    error.usage = "Usage: \(name) <command>\n  See '\(name) --help' for more information."
    throw error
  }

  private func help(of words: [String]) throws -> String {
    if words.isEmpty { return help }
    return try command(for: words).map(help(of:)) ?? groupHelp(for: words)
  }
}
