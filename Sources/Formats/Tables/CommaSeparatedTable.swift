/// A table of texts as RFC 4180 defines it: a header and records, fields separated by commas, quoted where needed; lines end in CR LF or LF.
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
    var reader = Reader(bytes: text.hasPrefix("\u{FEFF}") ? Array(text.utf8.dropFirst(3)) : bytes)
    guard let header = try reader.record() else { throw Fault(text: "is empty; its first line must name the columns") }
    columns = header
    rows = []
    if let twice = columns.indices.first(where: { columns[..<$0].contains(columns[$0]) }) {
      throw Fault(text: "names the column \"\(columns[twice])\" twice")
    }
    while true {
      let line = reader.line
      guard let row = try reader.record() else { break }
      guard row.count == columns.count else {
        throw Fault(text: "has \(row.count) fields in line \(line), but its first line names \(columns.count) columns")
      }
      rows.append(row)
    }
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0
    /// Of the file, counted from 1: a quoted field may span several.
    var line = 1

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The fields of the next record; nil at the end of the file.
    mutating func record() throws -> [String]? {
      guard place < bytes.count else { return nil }
      var fields = [try field()]
      while place < bytes.count, bytes[place] == UInt8(ascii: ",") {
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
        let field = bytes[place...].prefix { !",\"\r\n".utf8.contains($0) }
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
