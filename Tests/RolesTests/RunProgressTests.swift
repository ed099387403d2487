import Foundation
import TestSupport
import Testing
import Work

@testable import Roles

@Suite struct RunProgressTests {
  /// What a person sees who waits: never only that nothing is done yet.
  @Test func theMessageNamesWhatIsBeingDone() {
    var progress = RunProgress(done: 0, dead: 0, total: 3)
    #expect(progress.message == "neurons")
    progress.stages = [.init(stage: .comparison, share: 0.4)]
    #expect(progress.message == "neurons (comparison models, 40 %)")
    progress.dead = 1
    progress.stages += [.init(stage: .training, share: 0), .init(stage: .training, share: 0.67), .init(stage: .cellType, share: 0)]
    #expect(progress.message == "neurons, 1 dead (1 comparison models, 2 training, 1 cell type)")
  }

  /// A run in one process tells of the stages of its neurons, and of none once it is over.
  @Test func aLocalRunTellsItsStages() async throws {
    try await blocking {
      let submission = try TinyRun.submission(neurons: 2)
      try withTemporaryFolder { folder in
        let directory = try ResultsDirectory(opening: folder.appending(path: "out"), for: submission.description)
        var seen: [RunProgress] = []
        let isOver = try LocalRun(submission: submission, directory: directory, slots: 1, version: "test", log: TinyRun.quiet)
          .run(stop: StopSignal()) { seen.append($0) }
        #expect(isOver && seen.last?.stages.isEmpty == true)
        #expect(seen.allSatisfy { $0.stages.count <= 1 })
      }
    }
  }
}
