import Foundation
import Messages
import Method
import Numerics
import TestSupport
import Testing

@testable import Roles
@testable import Work

@Suite struct LocalRunTests {
  /// Everything but the provenance is the same, whatever the number of slots, and whether or not the run was stopped on the way.
  @Test func aRunLeavesTheSameBytesWithAnySlotsAndAfterAnyStop() async throws {
    try await blocking {
      let submission = try TinyRun.submission(neurons: 4)
      try withTemporaryFolder { folder in
        let (one, three, halved) = (folder.appending(path: "1"), folder.appending(path: "3"), folder.appending(path: "halved"))
        #expect(try TinyRun.runLocally(submission, in: one, slots: 1))
        #expect(try TinyRun.runLocally(submission, in: three, slots: 3))

        let stop = StopSignal()
        let directory = try ResultsDirectory(opening: halved, for: submission.description)
        let isOver = try LocalRun(submission: submission, directory: directory, slots: 1, version: "test", log: TinyRun.quiet)
          .run(stop: stop) { progress in if progress.done > 0 { stop.request() } }
        #expect(!isOver)
        let kept = try FileManager.default.contentsOfDirectory(atPath: halved.appending(path: "neurons").path)
        #expect((1..<4).contains(kept.count))
        #expect(try TinyRun.runLocally(submission, in: halved))

        let expected = try TinyRun.files(in: one)
        #expect(
          Set(expected.keys).isSuperset(of: [
            "run.json", "report.html", "population.json", "neurons.csv", "optimal_images.npy", "distinct_images.npy",
            "neurons/simple-00.safetensors",
          ]))
        #expect(try TinyRun.files(in: three) == expected)
        #expect(try TinyRun.files(in: halved) == expected)
      }
    }
  }

  /// A neuron that cannot be analysed has a result that says so; the others do not notice.
  @Test func aSilentNeuronIsReportedBesideTheOthers() async throws {
    try await blocking {
      let submission = try TinyRun.submission { recording in
        let neurons = recording.neurons.count
        for place in stride(from: 1, to: recording.responses.values.count, by: neurons) { recording.responses.values[place] = 0 }
      }
      try withTemporaryFolder { folder in
        #expect(try TinyRun.runLocally(submission, in: folder))
        let silent = submission.description.neurons[1].id
        let value = try #require(try ResultsDirectory(reading: folder).result(of: silent))
        let facts = try NeuronResult(decoding: value).document.facts
        #expect(facts.state == .notAnalysable)
        #expect(facts.reason?.isEmpty == false)
        let table = try String(contentsOf: folder.appending(path: "neurons.csv"), encoding: .utf8)
        let columns = "neuron,state,prediction_similarity,prediction_similarity_ridge,distinct_images,complexness,label"
        #expect(table.hasPrefix(columns))
        #expect(table.contains("\n\(silent),not_analysable,,,"))
      }
    }
  }

  /// A run that found nothing says why; one neuron that was analysed is enough.
  @Test func aRunWithoutAnyFindingSaysWhy() async throws {
    try await blocking {
      for silent in [3, 2] {
        let submission = try TinyRun.submission { recording in
          let neurons = recording.neurons.count
          for place in recording.responses.values.indices where place % neurons < silent {
            recording.responses.values[place] = place % neurons == 0 ? .nan : 0
          }
        }
        try withTemporaryFolder { folder in
          #expect(try TinyRun.runLocally(submission, in: folder))
          let reason = try ResultsDirectory(reading: folder).reasonOfNothing()
          #expect(
            reason
              == (silent == 3
                ? "None of 3 neurons was analysed. The commonest reason (2 of 3): All responses to the training images are equal." : nil))
        }
      }
    }
  }

  /// What is computed cannot be kept where the directory has gone: an error, not a wait for ever.
  @Test func aDirectoryThatGoesAwayEndsTheRun() async throws {
    try await blocking {
      let submission = try TinyRun.submission()
      try withTemporaryFolder { folder in
        let directory = try ResultsDirectory(opening: folder.appending(path: "out"), for: submission.description)
        try FileManager.default.removeItem(at: folder.appending(path: "out"))
        #expect(throws: (any Error).self) {
          try LocalRun(submission: submission, directory: directory, slots: 1, version: "test", log: TinyRun.quiet)
            .run(stop: StopSignal()) { _ in }
        }
      }
    }
  }
}
