import Testing

@testable import Formats

@Test(
  arguments: [
    ("id\n", ["id"], []), ("id", ["id"], []), ("id,x\r\na,1\r\nb,2", ["id", "x"], [["a", "1"], ["b", "2"]]),
    ("\u{FEFF}id\na\n", ["id"], [["a"]]), ("id,x\n,\n", ["id", "x"], [["", ""]]), ("id\n\na\n", ["id"], [[""], ["a"]]),
    ("id,x\n\"a,b\",\"c\"\"d\"\n\"e\nf\",\"\"\n", ["id", "x"], [["a,b", "c\"d"], ["e\nf", ""]]),
    ("id;depth\r\na;12,5\r\n\"b;c\";\r\n", ["id", "depth"], [["a", "12,5"], ["b;c", ""]]),
    ("\"id\";\"x,y\"\n\"a\";1\n", ["id", "x,y"], [["a", "1"]]), ("id\tx\na\t1,5\n", ["id", "x"], [["a", "1,5"]]),
    ("id,x\na,1\n\n\r\n", ["id", "x"], [["a", "1"]]), ("id\na\n\n", ["id"], [["a"]]), ("id;x\n\n", ["id", "x"], []),
    ("id,x\na,1\n,\n,\r\n\n", ["id", "x"], [["a", "1"]]),
    ("id,a;b;c\nn,1\n", ["id", "a;b;c"], [["n", "1"]]),
    (" id ,ä\n x, y \n", [" id ", "ä"], [[" x", " y "]]),
  ] as [(String, [String], [[String]])])
func tablesAreRead(text: String, columns: [String], rows: [[String]]) throws {
  let table = try CommaSeparatedTable(Array(text.utf8))
  #expect(table.columns == columns)
  #expect(table.rows == rows)
}

private let misplaced = "; quote the whole field and double the marks within"

private let badTables: [(text: String, sentence: String)] = [
  ("", "is empty; its first line must name the columns"),
  ("id,id\n", "names the column \"id\" twice"),
  ("id,x\na\n", "has 1 fields in line 2, but its first line names 2 columns"),
  ("id,x\n\"a\nb\",c\n\nd,e", "has nothing in line 4; remove the empty line"),
  (
    "id,x\na,12,5\n",
    "has 3 fields in line 2, but its first line names 2 columns; put fields in quotes that hold commas, as decimal commas are"
  ),
  ("id;x\na;1;2\n", "has 3 fields in line 2, but its first line names 2 columns"),
  ("id\na\"b\n", "has a quotation mark or a carriage return out of place in line 2" + misplaced),
  ("id\n\"a\"b\n", "has a quotation mark or a carriage return out of place in line 2" + misplaced),
  ("id\na\rb\n", "has a quotation mark or a carriage return out of place in line 2" + misplaced),
  ("id\na\n\"b\n", "ends within the quoted field that begins in line 3"),
]

@Test(arguments: badTables.indices)
func badTablesAreRefused(index: Int) {
  #expect(throws: CommaSeparatedTable.Fault(text: badTables[index].sentence)) { try CommaSeparatedTable(Array(badTables[index].text.utf8)) }
}

@Test func aTableInAnotherEncodingIsRefused() {
  #expect(throws: CommaSeparatedTable.Fault(text: "is not UTF-8 text; save it as UTF-8")) {
    try CommaSeparatedTable([0x69, 0x64, 0x0A, 0xE4, 0x0A])
  }
}
