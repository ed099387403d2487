import Formats
import TestSupport
import Testing

@testable import Recordings

/// Changed tables and descriptions beside a recording: they are read, or refused in a sentence.
@Suite struct RecordingFuzzTests {
  private static let table = Array("id,depth,note\r\n0,1.5,\"a, b\"\r\n1,2,\"say \"\"x\"\"\"\r\n2,3,\"two\nlines\"\r\n".utf8)
  private static let description = Array(#"{"name": "r", "area": "V1", "degrees_per_pixel": 0.5, "list": [1, {"a": null}]}"#.utf8)

  @Test func tables() {
    let (accepted, complaints) = Mutator.fuzz("neurons.csv", refusingBy: CommaSeparatedTable.Fault.self) { mutator in
      let table = try CommaSeparatedTable(mutator.mutate(Self.table))
      #expect(table.rows.allSatisfy { $0.count == table.columns.count })
    }
    #expect(accepted > 0 && complaints == [])
  }

  /// The same two as files: fewer cases, because each is written and read.
  @Test(arguments: ["neurons.csv", "recording.json"])
  func files(name: String) throws {
    let folder = try RecordingFolder()
    let bytes = name == "neurons.csv" ? Self.table : Self.description
    let (accepted, complaints) = Mutator.fuzz("a recording's \(name)", cases: Mutator.cases / 20, refusingBy: RecordingError.self) {
      mutator in
      try folder.write(mutator.mutate(bytes), name)
      #expect(try Recording.load(folder.path, options: .init(seed: 0)).neurons.count == 3)
    }
    #expect(accepted > 0 && complaints == [])
  }
}
