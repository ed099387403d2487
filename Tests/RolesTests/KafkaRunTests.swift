import Formats
import Foundation
import Messages
import Recordings
import TestSupport
import Testing

@testable import Roles
@testable import Work

/// The program, as its users start it, over a real broker.
@Suite struct KafkaRunTests {
  /// Two workers, one of them killed in the middle of a job, and a third: the same bytes as in one process, nothing missing, nothing twice.
  @Test(.enabled(if: LocalBroker.isAvailable, Comment(rawValue: LocalBroker.skipped)))
  func aKilledWorkerChangesNoByte() async throws {
    try await blocking(startsAtOnce: true) {
      let broker = ["--brokers", try LocalBroker.shared.get().address, "--prefix", "killed"]
      try withTemporaryFolder { folder in
        let path = { (name: String) in folder.appending(path: name) }
        let recording = path("recording").path
        let analysis = [recording, "--images", "3", "--members", "1", "--epochs", "1", "--seed", "7", "--no-controls"]
        _ = try Konomi.run(
          "simulate", "--out", recording, "--simple", "3", "--complex", "3", "--rotation-invariant", "0", "--images", "200",
          "--test-images", "60", "--side", "16")
        #expect(try Konomi.start(["run"] + analysis + ["--out", path("local").path]).wait() == 0)

        #expect(
          try Konomi.start(["coordinate"] + analysis + ["--run", "r", "--detach", "--partitions", "4", "--replication", "1"] + broker)
            .wait() == 0)
        let errors = path("errors")
        let collector = try Konomi.start(
          ["collect", "--run", "r", "--out", path("kafka").path] + broker, output: path("page"), errors: errors)
        // The same run once more: nothing is submitted again, and a second directory is filled.
        let runner = try Konomi.start(["run"] + analysis + ["--run", "r", "--partitions", "4", "--out", path("run").path] + broker)
        let work = ["work", "--slots", "1", "--exit-when-idle"] + broker
        let first = try Konomi.start(work)
        try awaiting("the first result") { try status(broker).done > 0 }
        first.signal(SIGKILL)
        let others = try (0..<2).map { _ in try Konomi.start(work) }
        #expect(first.wait() == 128 + SIGKILL)
        for worker in others { #expect(worker.wait() == 0) }
        #expect(collector.wait() == 0, Comment(rawValue: (try? String(contentsOf: errors, encoding: .utf8)) ?? ""))

        #expect(runner.wait() == 0)
        #expect(try TinyRun.files(in: path("kafka")) == TinyRun.files(in: path("local")))
        #expect(try TinyRun.files(in: path("run")) == TinyRun.files(in: path("local")))
        let end = try status(broker)
        #expect((end.neurons, end.done, end.dead, end.waiting, end.lag) == (6, 6, 0, 0, 0))
        #expect(end.state == .done)
      }
    }
  }

  private func status(_ broker: [String]) throws -> RunStatus {
    try withTemporaryFolder { folder in
      let output = folder.appending(path: "status.json")
      #expect(try Konomi.start(["status", "--run", "r", "--json"] + broker, output: output).wait() == 0)
      return try JSONText.decode(RunStatus.self, from: InputFile.read(output.path, limit: 1 << 20), limit: 1 << 20)
    }
  }
}
