import Foundation
import TestSupport
import Testing

/// A short campaign of tools/chaos: real processes, a real broker, a seeded schedule of faults.
@Suite struct ChaosTests {
  // No time limit as a trait: that makes the body a task of its own, which on two cores begins only when every other test has had its turn.
  @Test(.enabled(if: LocalBroker.isAvailable, Comment(rawValue: LocalBroker.skipped)))
  func aDisturbedRunLeavesTheBytesOfAnUndisturbedOne() async throws {
    try await blocking(startsAtOnce: true) {
      try withTemporaryFolder { folder in
        let tool = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../tools/chaos").standardized.path
        let (errors, found) = (folder.appending(path: "errors"), folder.appending(path: "found.json"))
        let code = try ChildProcess(
          [
            tool, "--konomi", Konomi.path, "--faults", "16", "--seed", "5", "--nodes", "1", "--neurons", "24", "--json", found.path,
            "--keep",
            folder.appending(path: "work").path,
          ], output: errors, errors: errors
        ).wait(within: .seconds(240))
        #expect(code == 0, Comment(rawValue: (try? String(contentsOf: errors, encoding: .utf8)) ?? ""))
        let summary = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: found)) as? [String: Any])
        #expect(summary["faults"] as? Int == 16)
        #expect(summary["runs"] as? Int == summary["identical"] as? Int)
        #expect(summary["lost"] as? Int == 0)
        #expect(summary["accepted_twice"] as? Int == 0)
      }
    }
  }
}
