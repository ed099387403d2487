/// The text of a `.npy` header: a Python dictionary of texts, booleans and tuples of whole numbers, e.g.
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
struct ArrayHeaderText {
  enum Value: Equatable {
    case text(String)
    case boolean(Bool)
    case tuple([Int])
  }

  private var rest: ArraySlice<UInt8>

  /// - Throws: `ArrayHeader.Fault`.
  static func entries(_ bytes: ArraySlice<UInt8>) throws -> [String: Value] {
    var scanner = ArrayHeaderText(rest: bytes)
    return try scanner.dictionary()
  }

  private mutating func dictionary() throws -> [String: Value] {
    var entries: [String: Value] = [:]
    try expect("{")
    while !skip("}") {
      let key = try text()
      try expect(":")
      let value = try value()
      guard entries.updateValue(value, forKey: key) == nil else {
        throw ArrayHeader.Fault("has a header that names \(key.prefix(20)) twice")
      }
      guard skip(",") || peek() == UInt8(ascii: "}") else { throw Self.malformed }
    }
    guard peek() == nil else { throw Self.malformed }
    return entries
  }

  private mutating func value() throws -> Value {
    switch peek() {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "("): return .tuple(try tuple())
    // Only the descr of records is a list.
    case UInt8(ascii: "["): throw ArrayHeader.Fault("holds records of several fields, not numbers; save one field as an array of its own")
    default:
      if skip("True") { return .boolean(true) }
      if skip("False") { return .boolean(false) }
      throw Self.malformed
    }
  }

  private mutating func text() throws -> String {
    guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
      let end = rest.dropFirst().firstIndex(of: quote)
    else { throw Self.malformed }
    defer { rest = rest[(end + 1)...] }
    return String(decoding: rest[rest.startIndex + 1..<end], as: UTF8.self)
  }

  private mutating func tuple() throws -> [Int] {
    var numbers: [Int] = []
    try expect("(")
    while !skip(")") {
      let digits = digits()
      guard let number = Int(digits) else { throw Self.malformed }
      numbers.append(number)
      // Python 2 wrote long numbers as 12L.
      _ = skip("L")
      guard skip(",") || peek() == UInt8(ascii: ")") else { throw Self.malformed }
    }
    return numbers
  }

  private mutating func digits() -> String {
    _ = peek()
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest.dropFirst(digits.count)
    return String(decoding: digits, as: UTF8.self)
  }

  /// The next byte that is not white space; nil at the end.
  private mutating func peek() -> UInt8? {
    rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return rest.first
  }

  private mutating func skip(_ word: StaticString) -> Bool {
    _ = peek()
    let bytes = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard rest.starts(with: bytes) else { return false }
    rest = rest.dropFirst(bytes.count)
    return true
  }

  private mutating func expect(_ word: StaticString) throws {
    guard skip(word) else { throw Self.malformed }
  }

  private static let malformed = ArrayHeader.Fault("has a header that is not the dictionary that numpy.save writes")
}
