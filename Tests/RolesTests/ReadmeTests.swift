import Foundation
import TestSupport
import Testing

/// What the README says, as it stands there.
@Suite struct ReadmeTests {
  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

  /// In an empty folder with a recording, `konomi` on the path and this repository's `tools` beside it. What the words leave open is set as a user may set it, in the environment:
  /// a port for the broker, and an analysis that takes seconds.
  @Test(.enabled(if: LocalBroker.isAvailable, Comment(rawValue: LocalBroker.skipped)))
  func theWordsOnKafkaWorkOneAfterTheOther() async throws {
    let readme = try String(contentsOf: Self.repository.appending(path: "README.md"), encoding: .utf8)
    let section = try #require(readme.range(of: "\n## Over Kafka\n")).upperBound
    let begin = try #require(readme.range(of: "\n```sh\n", range: section..<readme.endIndex)).upperBound
    let end = try #require(readme.range(of: "```\n", range: begin..<readme.endIndex)).lowerBound
    let words = String(readme[begin..<end])
    #expect(words.contains("konomi coordinate recording/"))
    try await blocking {
      try withTemporaryFolder { folder in
        try FileManager.default.createSymbolicLink(
          at: folder.appending(path: "tools"), withDestinationURL: Self.repository.appending(path: "tools"))
        let held = try HeldPorts(2)
        defer { withExtendedLifetime(held) {} }
        let port = held.numbers[0]
        let script = """
          set -euo pipefail
          cd "$0"
          export PATH="$1:$PATH" XDG_STATE_HOME="$0/state" KONOMI_BROKER_PORT=\(port) KONOMI_BROKERS=127.0.0.1:\(port)
          konomi simulate --out recording/ --simple 2 --complex 1 --rotation-invariant 0 --images 200 --test-images 50
          export KONOMI_EPOCHS=2 KONOMI_IMAGES=3 KONOMI_MEMBERS=1 KONOMI_NO_CONTROLS=true
          trap 'tools/broker stop > /dev/null' EXIT
          \(words)
          """
        let (output, errors) = (folder.appending(path: "out"), folder.appending(path: "err"))
        let program = URL(fileURLWithPath: Konomi.path).deletingLastPathComponent().path
        let code = try ChildProcess(["/bin/bash", "-c", script, folder.path, program], output: output, errors: errors).wait(
          within: .seconds(300))
        let said = try String(contentsOf: output, encoding: .utf8)
        let log = try String(contentsOf: errors, encoding: .utf8)
        #expect(code == 0, Comment(rawValue: said + log))
        #expect(said.contains("broker: Apache Kafka answers on 127.0.0.1:\(port)."), Comment(rawValue: said))
        #expect(said.contains("run      monday"), Comment(rawValue: said))
        #expect(said.contains("broker: stopped; its topics stay"), Comment(rawValue: said))
        #expect(log.contains("leaving done=3 given_back=0"), Comment(rawValue: log))
        for file in ["report.html", "population.json", "neurons/simple-00.safetensors"] {
          #expect(FileManager.default.fileExists(atPath: folder.appending(path: "results/\(file)").path), Comment(rawValue: file))
        }
      }
    }
  }
}
