import Foundation
import Queue
import TestSupport
import Testing

/// `deploy/kafka/topics` and `Topics` say the same.
@Suite struct TopicsScriptTests {
  @Test func theScriptHasTheTableOfTheProgram() throws {
    let printed = try run(["--dry-run", "--prefix", "lab", "--partitions", "24", "--replication-factor", "2", "--min-insync-replicas", "1"])
    let specifications = try Topics(prefix: "lab").specifications(partitions: 24, replicationFactor: 2, minimumInSyncReplicas: 1)
    let expected = specifications.map { topic in
      let settings = topic.settings.sorted { $0.key < $1.key }
        .map { name, value in name == "cleanup.policy" ? "\(name)=[\(value)]" : "\(name)=\(value)" }
      return "\(topic.name) partitions=\(topic.partitions) replication=\(topic.replicationFactor) \(settings.joined(separator: ","))"
    }
    #expect(printed.split(separator: "\n").map(String.init) == expected)
  }

  private func run(_ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("deploy/kafka/topics")
    process.arguments = arguments
    process.standardOutput = output
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: printed, as: UTF8.self)
  }
}
