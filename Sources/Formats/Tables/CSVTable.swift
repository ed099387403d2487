/// A table as comma-separated text after RFC 4180: lines end in CR LF, texts with commas, quotes or line breaks stand in quotes; an empty cell is "not available".
public struct CSVTable {
  public enum Cell {
    /// Free text from outside: where a spreadsheet would run it as a formula, an apostrophe is put before it.
    case text(String)
    /// What other tables are joined by, e.g. a neuron's id: it stands as it is.
    case id(String)
    case number(Double)
    case count(Int)
    case empty

    public static func text(_ text: String?) -> Cell { text.map { .text($0) } ?? .empty }
    public static func number(_ number: Double?) -> Cell { number.map { .number($0) } ?? .empty }
    public static func count(_ count: Int?) -> Cell { count.map { .count($0) } ?? .empty }
  }

  public private(set) var text = ""

  public init(columns: [String]) { append(columns.map { .text($0) }) }

  public mutating func append(_ row: [Cell]) { text += row.map(encoded).joined(separator: ",") + "\r\n" }

  private func encoded(_ cell: Cell) -> String {
    switch cell {
    case .text(let text): quoted(harmless(text))
    case .id(let id): quoted(id)
    case .number(let number): number.description
    case .count(let count): count.description
    case .empty: ""
    }
  }

  private func quoted(_ text: String) -> String {
    let special = text.unicodeScalars.contains { "\",\r\n".unicodeScalars.contains($0) }
    return special ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  /// A spreadsheet would run a text that begins like a formula: an apostrophe before it makes it text. Numbers stay as they are.
  private func harmless(_ text: String) -> String {
    guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first), Double(text) == nil else { return text }
    return "'" + text
  }
}
