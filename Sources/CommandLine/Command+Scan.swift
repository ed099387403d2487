extension Command {
  /// The values that the arguments give. `--` ends the flags.
  func scan(_ arguments: [String]) throws -> Values {
    var values = Values(of: self)
    var rest = arguments[...]
    var places = positionals[...]
    var flagsEnded = false
    while let argument = rest.popFirst() {
      if !flagsEnded, argument == "--" {
        flagsEnded = true
      } else if !flagsEnded, argument.hasPrefix("-"), argument != "-" {
        try scanNamed(argument, &rest, &values)
      } else {
        guard let place = places.popFirst() else { throw UsageError("Unexpected argument '\(argument)'.") }
        try set(place, argument, "for '\(place.label)'", &values)
      }
    }
    return values
  }

  /// One `--flag`, `--option value` or `--option=value`.
  private func scanNamed(_ argument: String, _ rest: inout ArraySlice<String>, _ values: inout Values) throws {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let all = named + [Program.settings.parameter]
    guard let parameter = all.first(where: { "--\($0.name)" == parts[0] }) else {
      throw UsageError("Unknown option '\(parts[0])'\(nearest(to: parts[0], of: all.map { "--\($0.name)" } + ["--help"])).")
    }
    guard values[parameter] == nil else { throw UsageError("'--\(parameter.name)' is given more than once.") }
    if parameter.kind == .flag {
      guard parts.count == 1 else { throw UsageError("'\(parameter.label)' takes no value, but was given '\(parts[1])'.") }
      values[parameter] = "true"
    } else if parts.count == 2 {
      try set(parameter, parts[1], "for '\(parameter.label)'", &values)
    } else {
      // A text that begins with a dash is the next flag, unless it is a negative number.
      guard let next = rest.first, !next.hasPrefix("-") || Double(next) != nil else {
        throw UsageError("Missing value for '\(parameter.label)'.")
      }
      rest.removeFirst()
      try set(parameter, next, "for '\(parameter.label)'", &values)
    }
  }

  /// Takes what the command line left open from the environment. An empty variable counts as not set.
  func add(_ environment: [String: String], prefix: String, to values: inout Values) throws {
    for parameter in named + [Program.settings.parameter] where values[parameter] == nil {
      let name = parameter.environmentName(prefix: prefix)
      guard let text = environment[name], !text.isEmpty else { continue }
      try set(parameter, text, "of \(name)", &values)
    }
  }

  /// - Parameter place: completes "the value '...' ...", e.g. "of KONOMI_SEED".
  func set(_ parameter: Parameter, _ text: String, _ place: String, _ values: inout Values) throws {
    guard parameter.accepts(text) else {
      throw UsageError("The value '\(text)' \(place) is not valid: expected \(parameter.expectation).")
    }
    values[parameter] = text
  }

  func checkComplete(_ values: Values) throws {
    for parameter in parameters.map(\.parameter) where parameter.isRequired && values[parameter] == nil {
      throw UsageError("Missing expected argument '\(parameter.label)'.")
    }
  }
}
