import Foundation
import Messages
import TestSupport
import Testing

@testable import Roles
@testable import Work

@Suite struct ResultsDirectoryTests {
  @Test func aRunsOwnDirectoryOpensAgain() throws {
    let run = try TinyRun.submission().description
    try withTemporaryFolder { folder in
      let out = folder.appending(path: "deep/out")
      try ResultsDirectory(opening: out, for: run).keep(result: [1, 2, 3], of: "simple-00")
      #expect(try ResultsDirectory(opening: out, for: run).result(of: "simple-00") == [1, 2, 3])
      #expect(try ResultsDirectory(reading: out).run == run)
    }
  }

  @Test func aForeignDirectoryIsRefusedAndLeftAlone() throws {
    let run = try TinyRun.submission().description
    try withTemporaryFolder { folder in
      try Data("mine".utf8).write(to: folder.appending(path: "thesis.tex"))
      let error = thrown(RolesError.self) { try ResultsDirectory(opening: folder, for: run) }
      #expect(error?.code == .foreignDirectory)
      #expect(error?.description.contains("thesis.tex") == true)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["thesis.tex"])
      #expect(thrown(RolesError.self) { try ResultsDirectory(reading: folder) }?.code == .foreignDirectory)
      let file = folder.appending(path: "thesis.tex")
      #expect(thrown(RolesError.self) { try ResultsDirectory(opening: file, for: run) }?.code == .directory)
    }
  }

  @Test func anotherRunsDirectoryIsRefused() throws {
    try withTemporaryFolder { folder in
      _ = try ResultsDirectory(opening: folder, for: TinyRun.submission(seed: 1).description)
      let error = thrown(RolesError.self) { try ResultsDirectory(opening: folder, for: TinyRun.submission(seed: 2).description) }
      #expect(error?.code == .foreignDirectory)
      #expect(error?.description.contains("seed 1") == true)
    }
  }

  @Test func aResultOverrulesAFailure() throws {
    try withTemporaryFolder { folder in
      let directory = try ResultsDirectory(opening: folder, for: TinyRun.submission().description)
      let failure = FailureReport(class: .permanent, code: "bad_data", message: "no responses")
      try directory.keep(failure: failure, of: "a")
      #expect(try directory.failure(of: "a") == failure)
      try directory.keep(result: [7], of: "a")
      #expect(try directory.failure(of: "a") == nil)
      #expect(try directory.result(of: "a") == [7])
    }
  }

  /// Ids come from outside: whatever they are, their files lie in the folder, and no two share one.
  @Test func noIdLeadsOutOfTheFolder() throws {
    let ids = ["a", "A", "../escape", "..", ".", "a/b", "a%2Fb", "%", "nul\u{1}", "é", "a b", "a.dead", "-rf"]
    let names = ids.map(ResultsDirectory.fileName)
    #expect(Set(names).count == ids.count)
    #expect(names.allSatisfy { !$0.contains("/") && !$0.hasPrefix(".") && $0.utf8.allSatisfy { (33...126).contains($0) } })
    try withTemporaryFolder { folder in
      let directory = try ResultsDirectory(opening: folder.appending(path: "out"), for: TinyRun.submission().description)
      for id in ids { try directory.keep(result: Array(id.utf8), of: id) }
      #expect(try ids.allSatisfy { try directory.result(of: $0) == Array($0.utf8) })
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out"])
    }
  }
}
