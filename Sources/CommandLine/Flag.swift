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
