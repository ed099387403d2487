import Formats
import Foundation
import Messages
import Queue
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
    let ids = ["a", "A", "../escape", "..", ".", "a/b", "a%2Fb", "%", "nul\u{1}", "é", "a b", "a.dead", "-rf", "~"] + Self.longIDs
    let names = ids.map(NeuronFile.result)
    #expect(Set(names).count == ids.count)
    #expect(names.allSatisfy { !$0.contains("/") && !$0.hasPrefix(".") && $0.utf8.allSatisfy { (33...126).contains($0) } })
    try withTemporaryFolder { folder in
      let directory = try ResultsDirectory(opening: folder.appending(path: "out"), for: TinyRun.submission().description)
      for id in ids { try directory.keep(result: Array(id.utf8), of: id) }
      #expect(try ids.allSatisfy { try directory.result(of: $0) == Array($0.utf8) })
      let ended = try directory.ended()
      #expect(ids.allSatisfy(ended.hasResult) && !ids.contains(where: ended.hasFailure) && !ended.hasResult("b"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out"])
    }
  }

  /// As long as ids may be, of nothing but what is written as %XX, alike but for the last byte.
  private static let longIDs = [
    String(repeating: "é", count: 64), String(repeating: "é", count: 63) + "è", String(repeating: "é", count: 100),
    "control-repeated-" + String(repeating: "é", count: 64), "control-repeated-" + String(repeating: "é", count: 63) + "è",
    String(repeating: "/", count: 200), String(repeating: "/", count: 199) + " ", String(repeating: "x", count: 200),
  ]

  @Test(arguments: [
    // As before: letters and digits stay, other bytes are written out, up to what a file system takes.
    ("simple-00", "simple-00"), ("é 1", "%C3%A9%201"), (".a.b", "%2Ea.b"),
    (String(repeating: "x", count: 200), String(repeating: "x", count: 200)),
    (String(repeating: "/", count: 81), String(repeating: "%2F", count: 81)),
    // Beyond: no piece is cut in the middle.
    (
      String(repeating: "/", count: 82),
      String(repeating: "%2F", count: 61) + "~" + Digest.sha256(Array(String(repeating: "/", count: 82).utf8)).prefix(32)
    ),
  ])
  func aNameIsReadableAndNeverTooLong(id: String, name: String) {
    #expect(NeuronFile.result(of: id) == name + ".safetensors")
  }

  @Test func noNameIsLongerThanAFileSystemTakes() throws {
    let failure = FailureReport(class: .permanent, code: "bad_data", message: "no responses")
    try withTemporaryFolder { folder in
      let directory = try ResultsDirectory(opening: folder, for: TinyRun.submission().description)
      for id in Self.longIDs {
        try directory.keep(failure: failure, of: id)
        #expect(try directory.failure(of: id) == failure && directory.ended().hasFailure(id))
        try directory.keep(result: [1], of: id)
        try directory.keep(differing: [2], of: id)
        #expect(try directory.failure(of: id) == nil)
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "neurons").path)
      #expect(names.count == 2 * Self.longIDs.count && names.allSatisfy { $0.utf8.count <= 255 })
    }
  }

  /// What a killed process left goes; what another one is writing stays, and so does what is not ours.
  @Test func whatKilledProcessesLeftIsSwept() throws {
    let run = try TinyRun.submission().description
    try withTemporaryFolder { folder in
      _ = try ResultsDirectory(opening: folder, for: run)
      try FileManager.default.createDirectory(at: folder.appending(path: "quarantine"), withIntermediateDirectories: true)
      let left = [".run.json.1a2b.partial", "neurons/.a.safetensors.0.partial", "quarantine/.t-0-1.value.zzz.partial"]
      let foreign = [".partial", "neurons/.a.partial", ".vimrc", "neurons/.a.safetensors.1A.partial", "notes.partial"]
      for name in left + foreign { try Data("x".utf8).write(to: folder.appending(path: name)) }
      try AtomicFile.write(to: folder.appending(path: "neurons/b.safetensors").path) { append in
        try append([1, 2])
        _ = try ResultsDirectory(opening: folder, for: run)
        _ = try ResultsDirectory(reading: folder)
        try append([3])
      }
      let names = Set(try FileManager.default.subpathsOfDirectory(atPath: folder.path))
      #expect(names == Set(foreign + ["neurons", "quarantine", "run.json", "neurons/b.safetensors"]))
      #expect(try ResultsDirectory(reading: folder).result(of: "b") == [1, 2, 3])
    }
  }

  /// Which neurons are done is told by names: not one file is opened, and a resumed run computes none of them again.
  @Test func resumingLooksAtNamesAlone() throws {
    let submission = try TinyRun.submission()
    try withTemporaryFolder { folder in
      let directory = try ResultsDirectory(opening: folder, for: submission.description)
      let ids = submission.description.neurons.map(\.id)
      // Nothing that could be opened.
      for id in ids {
        try FileManager.default.createSymbolicLink(
          atPath: folder.appending(path: "neurons/\(id).safetensors").path, withDestinationPath: "nowhere")
      }
      let ended = try directory.ended()
      #expect(ids.allSatisfy(ended.hasResult))
      let transport = InMemoryTransport()
      let topics = try Topics()
      try transport.prepare(topics.specifications(partitions: 1, replicationFactor: 1, minimumInSyncReplicas: 1))
      let coordinator = try Coordinator(transport: transport, topics: topics, run: "r", submission: submission)
      _ = try coordinator.submit(isKept: ended.hasResult)
      #expect(try transport.endOffsets(of: topics.jobs) == [0])
    }
  }

  /// A file that is there and is no result of this run is named by whoever reads it.
  @Test(arguments: ["", "safetensors", "another neuron"])
  func aForeignResultIsOneSentence(content: String) throws {
    let run = try SubmittedRun()
    try withTemporaryFolder { folder in
      let directory = try ResultsDirectory(opening: folder, for: run.manifest.description)
      for neuron in run.neurons { try directory.keep(result: run.result(of: neuron).encoded(), of: neuron) }
      let file = folder.appending(path: "neurons/\(run.neurons[1]).safetensors")
      switch content {
      case "another neuron": try Data(run.result(of: run.neurons[0]).encoded()).write(to: file)
      default: try Data(content.utf8).write(to: file)
      }
      let error = thrown(RolesError.self) { try Collector.writeReport(directory, provenance: directory.provenance(version: "")) }
      #expect(error?.code == .foreignResult)
      for words in [file.path, run.neurons[1], "remove"] {
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
      }
    }
  }
}
