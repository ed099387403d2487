/// A value that is known by its place: `konomi inspect <file>`. Only the command line gives it.
public struct Argument<Value: Sendable>: ParameterDeclaration {
  public let parameter: Parameter
  private let read: @Sendable (String?) -> Value?

  /// An argument that must be given.
  public init(_ name: String, _ accepted: Accepted<Value> = .all, help: String) where Value: ArgumentValue {
    parameter = .init(.positional, name, name, accepted, isRequired: true, help: help)
    read = { $0.flatMap(Value.read) }
  }

  /// An argument that may be left out; only the last ones of a command may.
  public init<Given: ArgumentValue>(_ name: String, _ accepted: Accepted<Given> = .all, help: String) where Value == Given? {
    parameter = .init(.positional, name, name, accepted, isRequired: false, help: help)
    read = { .some($0.flatMap(Given.read)) }
  }

  public func value(of text: String?) -> Value {
    guard let value = read(text) else { preconditionFailure("\(parameter.label) was read before the command line was checked") }
    return value
  }
}
