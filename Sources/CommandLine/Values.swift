/// The checked values of one command line: flags first, then environment, then settings file, then defaults.
public struct Values: Sendable {
  /// By the parameter's label, which no two parameters of a command share.
  private var texts: [String: String] = [:]
  /// What the command declares.
  private let labels: Set<String>

  init(of command: Command) { labels = Set(command.parameters.map(\.parameter.label)) }

  /// - Precondition: the command declares the parameter.
  public subscript<Declaration: ParameterDeclaration>(_ declaration: Declaration) -> Declaration.Value {
    precondition(labels.contains(declaration.parameter.label), "the command does not declare \(declaration.parameter.label)")
    return declaration.value(of: self[declaration.parameter])
  }

  /// The text given for a parameter, nil where nobody gave one.
  subscript(parameter: Parameter) -> String? {
    get { texts[parameter.label] }
    set { texts[parameter.label] = newValue }
  }
}
