import Foundation

/// Refuses what Foundation's reader lets pass and other readers understand differently: a member named twice, a comma too many, text that is not UTF-8, and nesting without end.
///
/// Bare control characters in strings end the process where they stand in a member's name (Foundation of Swift 6.0). Every complaint names the place.
public struct JSONScan {
  /// Far deeper than any document of ours.
  static let depthLimit = 32

  private let bytes: [UInt8]
  private var place = 0

  /// Throws `FormatError.malformed` unless the bytes are one JSON object.
  /// - Parameter isWritten: by a person, who may have left space before it.
  public static func check(_ bytes: [UInt8], isWritten: Bool = false) throws {
    var scan = JSONScan(bytes: bytes)
    if isWritten { scan.skipSpace() }
    try FormatError.require(scan.next == UInt8(ascii: "{"), .malformed, "the document is not a JSON object in UTF-8")
    try scan.value(depth: 0)
    scan.skipSpace()
    try FormatError.require(scan.place == bytes.count, .malformed, "something follows the JSON document at \(scan.at(scan.place))")
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private func failure(_ expected: String) -> FormatError {
    FormatError(.malformed, "the JSON document is broken at \(at(place)): \(expected) expected")
  }

  /// A place for people: the byte, counted from 0, and in a document of several lines also line and column, counted from 1.
  private func at(_ place: Int) -> String {
    let before = bytes[..<min(place, bytes.count)]
    guard bytes.dropLast().contains(0x0A) else { return "byte \(place)" }
    let line = before.count { $0 == 0x0A } + 1
    return "byte \(place) (line \(line), column \(before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1))"
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
      let word = bytes[start..<place]
      guard Self.isLiteral(word) else {
        let text = String(decoding: word.prefix(20), as: UTF8.self)
        let cure = ["nan", "infinity", "-infinity", "inf", "-inf", "none"].contains(text.lowercased()) ? "; JSON knows null instead" : ""
        throw FormatError(.malformed, "the document is not valid JSON: \(text) at \(at(start)) is no value\(cure)")
      }
    }
  }

  /// true, false, null, or a number: an optional minus, no needless zero before other digits, digits on both sides of a point, and an optional exponent.
  private static func isLiteral(_ word: ArraySlice<UInt8>) -> Bool {
    if ["true", "false", "null"].contains(where: { word.elementsEqual($0.utf8) }) { return true }
    var rest = word
    func digits() -> Int {
      let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    func take(_ characters: String) -> Bool {
      guard let first = rest.first, characters.utf8.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    _ = take("-")
    let beginsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !beginsWithZero || whole == 1 else { return false }
    if take("."), digits() == 0 { return false }
    if take("eE") {
      _ = take("+-")
      if digits() == 0 { return false }
    }
    return rest.isEmpty
  }

  private mutating func members(depth: Int) throws {
    if take("}") { return }
    var names: Set<String> = []
    repeat {
      skipSpace()
      let start = place
      let name = try string()
      guard names.insert(name).inserted else {
        throw FormatError(.malformed, "the JSON document names \(String(reflecting: name)) twice in one object, at \(at(start))")
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
      try FormatError.require(byte >= 0x20, .malformed, "the document is not valid JSON: a bare control character at \(at(place))")
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
    guard let text else { throw FormatError(.malformed, "the string at \(at(start)) of the JSON document is not valid text") }
    return text
  }
}
