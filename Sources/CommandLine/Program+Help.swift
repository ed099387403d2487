/// Help texts, in the layout of swift-argument-parser, 100 columns wide.
extension Program {
  /// The program's help.
  public var help: String {
    sections([
      wrapped("OVERVIEW: \(summary)"), "USAGE: \(name) <command>",
      "OPTIONS:\n" + table([("--version", "Show the version."), ("-h, --help", "Show help, of the program or of a command.")]),
      "COMMANDS:\n" + table(commands.map { ($0.name, $0.summary) }),
      wrapped(
        "Every option of a command can also be set in the environment (\(environmentPrefix)_SEED=7 for --seed 7) or in a settings file "
          + "(--settings FILE with {\"seed\": 7}). The command line wins over the environment, the environment over the file."),
      "  See '\(name) <command> --help' for a command.",
    ])
  }

  /// The help of a group of commands, e.g. `dead-letters`.
  func help(ofGroup group: String, _ members: [Command]) -> String {
    sections([
      "USAGE: \(name) \(group) <command>", "COMMANDS:\n" + table(members.map { ($0.name, $0.summary) }),
      "  See '\(name) \(group) <command> --help' for a command.",
    ])
  }

  /// A command's help.
  public func help(of command: Command) -> String {
    let options =
      command.named.map { ($0.label, described($0)) } + [
        (Self.settings.parameter.label, Self.settings.parameter.help), ("-h, --help", "Show this help."),
      ]
    return sections([
      wrapped("OVERVIEW: \(command.summary)"), wrapped(command.discussion), wrapped("USAGE: \(usage(of: command))", hanging: 2),
      command.positionals.isEmpty ? "" : "ARGUMENTS:\n" + table(command.positionals.map { ($0.label, described($0)) }),
      "OPTIONS:\n" + table(options), "EXAMPLE:\n  \(command.example)",
    ])
  }

  /// `konomi run <recording> --out <dir> [--seed <n>]`.
  func usage(of command: Command) -> String {
    let labels = (command.positionals + command.named).map { $0.isRequired ? $0.label : "[\($0.label)]" }
    return ([name, command.name] + labels).joined(separator: " ")
  }

  private func described(_ parameter: Parameter) -> String {
    let values = parameter.choices.isEmpty ? nil : "values: " + parameter.choices.joined(separator: ", ")
    let notes = [values, parameter.defaultText.map { "default: \($0)" }].compactMap { $0 }.joined(separator: "; ")
    return parameter.help + (notes.isEmpty ? "" : " (\(notes))")
  }

  private func sections(_ parts: [String]) -> String { parts.filter { !$0.isEmpty }.joined(separator: "\n\n") }

  /// Names on the left, what they mean on the right; a name too long for its column has a line of its own.
  private func table(_ rows: [(name: String, text: String)]) -> String {
    let column = 26
    return rows.map { name, text in
      let label = "  " + name
      let lines = wrapped(text, width: 100 - column).split(separator: "\n").map(String.init)
      let indent = String(repeating: " ", count: column)
      let first =
        label.count < column - 1 ? [label + indent.dropFirst(label.count) + (lines.first ?? "")] : [label, indent + (lines.first ?? "")]
      return (first + lines.dropFirst().map { indent + $0 }).joined(separator: "\n")
    }.joined(separator: "\n")
  }
}
