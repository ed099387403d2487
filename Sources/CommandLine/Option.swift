/// A named value: `--name value` or `--name=value`.
///
/// `Option<Int>("side", "pixels", help: ...)` must be given, `Option("slots", "n", default: 2, help: ...)` need not,
/// and `Option<Int?>("resize", "side", help: ...)` is nil where it is not given.
public struct Option<Value: Sendable>: ParameterDeclaration {
  public let parameter: Parameter
  private let read: @Sendable (String?) -> Value?

  private init(parameter: Parameter, read: @escaping @Sendable (String?) -> Value?) {
    self.parameter = parameter
    self.read = read
  }

  /// An option that must be given.
  public init(_ name: String, _ placeholder: String, _ accepted: Accepted<Value> = .all, help: String) where Value: ArgumentValue {
    self.init(
      parameter: .init(.option, name, placeholder, accepted, isRequired: true, help: help), read: { $0.flatMap(Value.read) })
  }

  /// An option with a default.
  public init(_ name: String, _ placeholder: String, _ accepted: Accepted<Value> = .all, default: Value, help: String)
  where Value: ArgumentValue {
    precondition(accepted.accepts(`default`), "the default of --\(name) is not among its accepted values")
    self.init(
      parameter: .init(.option, name, placeholder, accepted, isRequired: false, default: `default`.argument, help: help),
      read: { $0.map(Value.read) ?? `default` })
  }

  /// An option that may be left out.
  public init<Given: ArgumentValue>(_ name: String, _ placeholder: String, _ accepted: Accepted<Given> = .all, help: String)
  where Value == Given? {
    self.init(
      parameter: .init(.option, name, placeholder, accepted, isRequired: false, help: help), read: { .some($0.flatMap(Given.read)) })
  }

  public func value(of text: String?) -> Value {
    guard let value = read(text) else { preconditionFailure("\(parameter.label) was read before the command line was checked") }
    return value
  }
}

extension Parameter {
  init<Value>(
    _ kind: Kind, _ name: String, _ placeholder: String, _ accepted: Accepted<Value>, isRequired: Bool, default: String? = nil, help: String
  ) {
    self.init(
      kind: kind, name: name, placeholder: placeholder, help: help, isRequired: isRequired, defaultText: `default`,
      expectation: accepted.expectation, choices: Value.choices, accepts: { Value.read($0).map(accepted.accepts) ?? false })
  }
}

/// A switch, off unless given: `--json`. In the environment and the settings file it is `true` or `false`.
public struct Flag: ParameterDeclaration {
  public let parameter: Parameter

  public init(_ name: String, help: String) {
    parameter = Parameter(
      kind: .flag, name: name, placeholder: "", help: help, isRequired: false, defaultText: nil, expectation: "true or false", choices: [],
      accepts: { ["true", "false"].contains($0) })
  }

  public func value(of text: String?) -> Bool { text == "true" }
}
