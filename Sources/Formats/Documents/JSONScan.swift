import Foundation

/// Refuses what Foundation's reader lets pass and other readers understand differently: a member named twice, a comma too many, text that is not UTF-8, and nesting without end.
///
/// Numbers are left to Foundation, which is strict about them. Bare control characters in strings are not: in a member's name they end the process (Foundation of Swift 6.0).
public struct JSONScan {
  /// Far deeper than any document of ours.
  static let depthLimit = 32

  private let bytes: [UInt8]
  private var place = 0

  /// Throws `FormatError.malformed` unless the bytes are one JSON object.
  public static func check(_ bytes: [UInt8]) throws {
    var scan = JSONScan(bytes: bytes)
    try FormatError.require(bytes.first == UInt8(ascii: "{"), .malformed, "the document is not a JSON object in UTF-8")
    try scan.value(depth: 0)
    scan.skipSpace()
    try FormatError.require(scan.place == bytes.count, .malformed, "something follows the JSON document at byte \(scan.place)")
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private func failure(_ expected: String) -> FormatError {
    FormatError(.malformed, "the JSON document is broken at byte \(place): \(expected) expected")
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) throws {
    try FormatError.require(depth < Self.depthLimit, .malformed, "the JSON document is nested deeper than \(Self.depthLimit) levels")
    if take("{") {
      try members(depth: depth)
    } else if take("[") {
      if take("]") { return }
      repeat { try value(depth: depth + 1) } while take(",")
      guard take("]") else { throw failure("',' or ']'") }
    } else if next == UInt8(ascii: "\"") {
      _ = try string()
    } else {
      let start = place
      while let byte = next, byte > 0x20, !",]}:[{\"".utf8.contains(byte) { place += 1 }
      if place == start { throw failure("a value") }
    }
  }

  private mutating func members(depth: Int) throws {
    if take("}") { return }
    var names: Set<String> = []
    repeat {
      skipSpace()
      let start = place
      let name = try string()
      guard names.insert(name).inserted else {
        throw FormatError(.malformed, "the JSON document names \(String(reflecting: name)) twice in one object, at byte \(start)")
      }
      guard take(":") else { throw failure("':'") }
      try value(depth: depth + 1)
    } while take(",")
    guard take("}") else { throw failure("',' or '}'") }
  }

  /// The text of a string, its escapes resolved.
  private mutating func string() throws -> String {
    guard next == UInt8(ascii: "\"") else { throw failure("a string") }
    let start = place
    var isEscaped = false
    place += 1
    while let byte = next, byte != UInt8(ascii: "\"") {
      try FormatError.require(byte >= 0x20, .malformed, "the document is not valid JSON: a bare control character at byte \(place)")
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        place += 1
      }
      place += 1
    }
    guard next != nil else { throw failure("the end of a string") }
    place += 1
    let quoted = bytes[start..<place]
    let text =
      isEscaped
      ? try? JSONDecoder().decode(String.self, from: Data(quoted)) : String(validating: quoted.dropFirst().dropLast(), as: UTF8.self)
    guard let text else { throw FormatError(.malformed, "the string at byte \(start) of the JSON document is not valid text") }
    return text
  }
}
