import Foundation

/// One line of the log, before it is text.
public struct LogLine: Sendable, Equatable {
  public var time: Date
  public var level: LogLevel
  /// Who speaks, e.g. "worker".
  public var label: String
  public var message: String
  public var metadata: [String: String]

  public init(time: Date, level: LogLevel, label: String, message: String, metadata: [String: String] = [:]) {
    self.time = time
    self.level = level
    self.label = label
    self.message = message
    self.metadata = metadata
  }

  /// For people: `2026-11-24T00:00:00Z info worker: job done neuron=7 seconds=3.1`, metadata by key; always one line.
  public var text: String {
    let pairs = metadata.sorted { $0.key < $1.key }.map { " \(escaped($0.key))=\(quoted($0.value))" }.joined()
    return "\(time.formatted(.iso8601)) \(level.rawValue) \(escaped(label)): \(escaped(message))\(pairs)"
  }

  /// For machines: one JSON object with `time`, `level`, `label`, `message` and `metadata`; always one line.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let document = Document(
      time: time.formatted(.iso8601), level: level.rawValue, label: label, message: message, metadata: metadata)
    // Texts always encode.
    return (try? encoder.encode(document)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  private struct Document: Encodable {
    let time, level, label, message: String
    let metadata: [String: String]
  }

  /// A value with spaces, quotes or nothing in it stands in quotes.
  private func quoted(_ value: String) -> String {
    let plain = !value.isEmpty && !value.contains { $0 == " " || $0 == "\"" || $0 == "=" }
    return plain ? escaped(value) : "\"" + escaped(value).replacing("\"", with: "\\\"") + "\""
  }

  /// What could move a terminal's cursor, break the line or reorder it is written as `\u{...}`, a backslash as two.
  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch (scalar, scalar.properties.generalCategory) {
      case ("\\", _): result += "\\\\"
      case ("\n", _): result += "\\n"
      case ("\t", _): result += "\\t"
      case (_, .control), (_, .format), (_, .lineSeparator), (_, .paragraphSeparator):
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// How much a log line matters, after swift-log.
public enum LogLevel: String, CaseIterable, Sendable, Comparable {
  case trace, debug, info, notice, warning, error, critical

  public static func < (first: LogLevel, second: LogLevel) -> Bool { first.rank < second.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
