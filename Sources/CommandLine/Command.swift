/// A subcommand: what it is called, what it takes, what it does.
public struct Command: Sendable {
  /// One word, or two for a command of a group: `dead-letters list`.
  public let name: String
  /// What it does, as one sentence: it stands beside the name in the program's help.
  public let summary: String
  /// More about it, as paragraphs; may be empty.
  public let discussion: String
  /// A line that a user could copy.
  public let example: String
  public let parameters: [any ParameterDeclaration]
  /// Does the work. Errors that it throws are printed by the program, which knows their exit codes.
  public let run: @Sendable (Values) throws -> ExitCode

  public init(
    _ name: String, summary: String, discussion: String = "", example: String, parameters: [any ParameterDeclaration],
    run: @escaping @Sendable (Values) throws -> ExitCode
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.example = example
    self.parameters = parameters
    self.run = run
    precondition(Set(parameters.map(\.parameter.name)).count == parameters.count, "two parameters of '\(name)' have one name")
  }

  var words: [String] { name.split(separator: " ").map(String.init) }
  var positionals: [Parameter] { parameters.map(\.parameter).filter { $0.kind == .positional } }
  /// Flags and options.
  var named: [Parameter] { parameters.map(\.parameter).filter { $0.kind != .positional } }
}
