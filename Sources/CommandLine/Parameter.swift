/// What the parser and the help know of one flag, option or positional argument, whatever its type.
public struct Parameter: Sendable {
  public enum Kind: Sendable, Equatable { case flag, option, positional }

  let kind: Kind
  /// In kebab-case, without dashes, e.g. `exit-when-idle`.
  let name: String
  /// What stands for the value in help, e.g. `dir`.
  let placeholder: String
  let help: String
  let isRequired: Bool
  /// The text that stands for the default; nil where there is none.
  let defaultText: String?
  /// Completes "expected ...".
  let expectation: String
  /// All texts that it takes, where they are few; otherwise empty.
  let choices: [String]
  let accepts: @Sendable (String) -> Bool

  /// As in help and in errors: `--seed <n>`, `--json`, `<recording>`.
  var label: String {
    switch kind {
    case .flag: "--\(name)"
    case .option: "--\(name) <\(placeholder)>"
    case .positional: "<\(name)>"
    }
  }

  /// The environment variable that sets it, e.g. `KONOMI_EXIT_WHEN_IDLE`.
  func environmentName(prefix: String) -> String { prefix + "_" + settingName.uppercased() }

  /// Its key in the settings file, e.g. `exit_when_idle`.
  var settingName: String { name.replacing("-", with: "_") }
}

/// A typed declaration: `Flag`, `Option` or `Argument`.
public protocol ParameterDeclaration: Sendable {
  associatedtype Value
  var parameter: Parameter { get }
  /// The value of `text`, which the parser has checked; nil is "not given".
  func value(of text: String?) -> Value
}
