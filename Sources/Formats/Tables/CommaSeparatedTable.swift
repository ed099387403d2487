/// A table of texts as RFC 4180 defines it: a header and records, fields separated by commas, quoted where needed; lines end in CR LF or LF.
///
/// Semicolons or tabs separate as well, as spreadsheets of many countries write them: where the first line has no comma but one of them. Lines at the end that are empty, or hold separators alone, are none.
public struct CommaSeparatedTable: Equatable {
  public var columns: [String]
  /// As many fields each as there are columns.
  public var rows: [[String]]

  /// What is wrong, and in which line, as the end of a sentence that begins with the file's path.
  public struct Fault: Error, Equatable {
    public var text: String
  }

  /// - Throws: `Fault`.
  public init(_ bytes: [UInt8]) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Fault(text: "is not UTF-8 text; save it as UTF-8") }
    let content = text.hasPrefix("\u{FEFF}") ? Array(text.utf8.dropFirst(3)) : bytes
    let separator = Self.separator(content)
    let records = try Self.records(content, separator: separator)
    guard let header = records.first else { throw Fault(text: "is empty; its first line must name the columns") }
    let columns = header.fields
    if let twice = columns.indices.first(where: { columns[..<$0].contains(columns[$0]) }) {
      throw Fault(text: "names the column \"\(columns[twice])\" twice")
    }
    for record in records.dropFirst() where record.fields.count != columns.count {
      if record.fields == [""] { throw Fault(text: "has nothing in line \(record.line); remove the empty line") }
      let isOver = separator == UInt8(ascii: ",") && record.fields.count > columns.count
      let hint = isOver ? "; put fields in quotes that hold commas, as decimal commas are" : ""
      throw Fault(
        text: "has \(record.fields.count) fields in line \(record.line), but its first line names \(columns.count) columns\(hint)")
    }
    self.columns = columns
    rows = records.dropFirst().map(\.fields)
  }

  /// The comma, unless the first line has none outside of quotes but semicolons or tabs.
  private static func separator(_ bytes: [UInt8]) -> UInt8 {
    var isQuoted = false
    var seen: Set<UInt8> = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n"), !isQuoted { break }
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted { seen.insert(byte) }
    }
    return [",", ";", "\t"].map { UInt8(ascii: $0) }.first(where: seen.contains) ?? UInt8(ascii: ",")
  }

  /// All records but empty ones at the end.
  private static func records(_ bytes: [UInt8], separator: UInt8) throws -> [(line: Int, fields: [String])] {
    var reader = Reader(bytes: bytes, separator: separator)
    var records: [(line: Int, fields: [String])] = []
    while true {
      let line = reader.line
      guard let fields = try reader.record() else { break }
      records.append((line, fields))
    }
    // Spreadsheets write separators alone for rows that somebody has emptied; in a table of one row they are that row.
    while records.count > 1, let last = records.last?.fields, last == [""] || records.count > 2 && last.allSatisfy(\.isEmpty) {
      records.removeLast()
    }
    return records
  }

  private struct Reader {
    let bytes: [UInt8]
    let separator: UInt8
    var place = 0
    /// Of the file, counted from 1: a quoted field may span several.
    var line = 1

    init(bytes: [UInt8], separator: UInt8) {
      self.bytes = bytes
      self.separator = separator
    }

    /// The fields of the next record; nil at the end of the file.
    mutating func record() throws -> [String]? {
      guard place < bytes.count else { return nil }
      var fields = [try field()]
      while place < bytes.count, bytes[place] == separator {
        place += 1
        fields.append(try field())
      }
      if place < bytes.count, bytes[place] == UInt8(ascii: "\r") { place += 1 }
      guard place == bytes.count || bytes[place] == UInt8(ascii: "\n") else {
        throw Fault(
          text: "has a quotation mark or a carriage return out of place in line \(line); quote the whole field and double the marks within")
      }
      place += 1
      line += 1
      return fields
    }

    private mutating func field() throws -> String {
      guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
        let field = bytes[place...].prefix { $0 != separator && !"\"\r\n".utf8.contains($0) }
        place += field.count
        return String(decoding: field, as: UTF8.self)
      }
      let start = line
      var field: [UInt8] = []
      place += 1
      while place < bytes.count {
        let byte = bytes[place]
        place += 1
        if byte == UInt8(ascii: "\"") {
          guard place < bytes.count, bytes[place] == byte else { return String(decoding: field, as: UTF8.self) }
          place += 1
        }
        if byte == UInt8(ascii: "\n") { line += 1 }
        field.append(byte)
      }
      throw Fault(text: "ends within the quoted field that begins in line \(start)")
    }
  }
}
