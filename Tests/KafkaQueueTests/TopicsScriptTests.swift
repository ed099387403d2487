import Foundation
import Method
import Queue
import TestSupport
import Testing

/// `deploy/kafka/topics` and `Topics` say the same.
@Suite struct TopicsScriptTests {
  @Test func theScriptHasTheTableOfTheProgram() async throws {
    let arguments = [
      "--dry-run", "--prefix", "lab", "--partitions", "24", "--method-version", "7", "--replication-factor", "2", "--min-insync-replicas",
      "1",
    ]
    let printed = try await printed(arguments)
    let specifications = try Topics(prefix: "lab").specifications(
      partitions: 24, methodVersion: 7, replicationFactor: 2, minimumInSyncReplicas: 1)
    let expected = specifications.map { topic in
      let settings = topic.settings.sorted { $0.key < $1.key }
        .map { name, value in name == "cleanup.policy" ? "\(name)=[\(value)]" : "\(name)=\(value)" }
      return "\(topic.name) partitions=\(topic.partitions) replication=\(topic.replicationFactor) \(settings.joined(separator: ","))"
    }
    #expect(printed.split(separator: "\n").map(String.init) == expected)
  }

  @Test func theScriptMakesTheTopicOfThisMethod() async throws {
    #expect(try await printed(["--dry-run"]).contains("konomi.jobs.v\(methodVersion) "))
  }

  private func printed(_ arguments: [String]) async throws -> String {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("deploy/kafka/topics")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("konomi-script-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = folder.appendingPathComponent("out")
    try await blocking {
      let code = try ChildProcess([script.path] + arguments, output: output).wait()
      #expect(code == 0)
    }
    return try String(contentsOf: output, encoding: .utf8)
  }
}
