import Formats

/// Whose message it is: `run/neuron`, the key of jobs, results and outcomes, so that one neuron's messages keep their order.
public struct JobKey: Sendable, Hashable, CustomStringConvertible {
  public let run: String
  public let neuron: String

  /// - Throws: `FormatError.invalid` for an id that is not allowed.
  public init(run: String, neuron: String) throws {
    try Self.checkRun(run)
    try Self.checkNeuron(neuron)
    self.run = run
    self.neuron = neuron
  }

  /// Reads `run/neuron`. The first slash ends the run; the neuron's id may hold more of them.
  public init(_ text: String) throws {
    guard let slash = text.firstIndex(of: "/") else {
      throw FormatError(.invalid, "the key \(String(reflecting: String(text.prefix(300)))) is not of the form run/neuron")
    }
    try self.init(run: String(text[..<slash]), neuron: String(text[text.index(after: slash)...]))
  }

  public var description: String { "\(run)/\(neuron)" }

  /// A run's id: 1 to 64 letters, digits, `.`, `_` and `-` (ASCII), a letter or digit first, so that it also serves as the name of a file or a group.
  public static func checkRun(_ run: String) throws {
    let isAllowed = (1...64).contains(run.utf8.count) && run.utf8.allSatisfy(Self.isRunCharacter) && !"._-".utf8.contains(run.utf8.first!)
    try FormatError.require(
      isAllowed, .invalid,
      "a run's id is 1 to 64 letters, digits, '.', '_' and '-', a letter or digit first, not \(String(reflecting: String(run.prefix(100))))"
    )
  }

  private static func isRunCharacter(_ byte: UInt8) -> Bool {
    switch Unicode.Scalar(byte) {
    case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": true
    default: false
    }
  }

  /// A neuron's id: any text of 1 to 200 bytes (UTF-8) without control characters.
  public static func checkNeuron(_ neuron: String) throws {
    try checkText(neuron, "a neuron's id", limit: 200)
  }

  /// Whether a text on one line may hold it.
  static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    ![.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
  }

  /// A short text on one line, from outside.
  static func checkText(_ text: String, _ field: String, limit: Int) throws {
    try FormatError.require(
      (1...limit).contains(text.utf8.count) && text.unicodeScalars.allSatisfy(isPlain), .invalid,
      "\(field) must be 1 to \(limit) bytes of text without control characters, not \(String(reflecting: String(text.prefix(100))))")
  }
}
