import Formats
import Foundation
import Method
import Numerics
import Recordings
import Report
import TestSupport
import Testing

@testable import Roles

/// Frames of a film, and three "neurons" that are nothing but slow noise.
@Suite struct FilmTests {
  private struct Found: Decodable {
    struct Control: Decodable {
      let kind: String
      let predictionSimilarity: Spread?
    }
    let predictionSimilarity: MeanEstimate?
    let wellPredicted: Proportion?
    let controls: [Control]
    let warnings: [Warning]?
  }

  /// Noise, each number the mean of nine in time, and again.
  private func slow(_ count: Int, _ numbers: Int, _ name: String) -> Tensor {
    let stream = RandomStream(seed: 2, trial: name)
    var rows = (0..<count + 16).map { stream.normals(numbers, step: $0) }
    for _ in 0..<2 {
      rows = (0..<rows.count - 8).map { start in
        (0..<numbers).map { number in rows[start..<start + 9].reduce(Float(0)) { $0 + $1[number] } / 3 }
      }
    }
    return Tensor(shape: [count, numbers], values: rows.flatMap(\.self))
  }

  private func run(gap: Int?, in folder: URL) throws -> Found {
    let recording = try Recording.load(folder.appending(path: "film").path, options: .init(settings: .init(gap: gap)))
    var controls = ControlSettings(each: 0)
    controls.shuffled = 1
    var settings = AnalysisSettings()
    settings.network.convolutions = [.init(channels: 16, side: 3, pooling: .none)]
    settings.network.hidden = [16]
    settings.network.hiddenDropout = 0
    settings.network.featureDropout = 0
    settings.training.leastSteps = 300
    settings.training.epochs = 1
    settings.training.members = 1
    settings.optimalImages.seeds = 1
    settings.optimalImages.iterations = 2
    settings.comparisonModels = []
    let submission = try Submission(recording: recording.withControls(controls, seed: 1), settings: settings, seed: 1)
    let out = folder.appending(path: gap == nil ? "blocks" : "random")
    #expect(try TinyRun.runLocally(submission, in: out))
    return try JSONText.decode(
      Found.self, from: InputFile.read(out.appending(path: "population.json").path, limit: 1 << 24), limit: 1 << 24)
  }

  /// Split at random each frame's neighbours tell its response, and the control that is as slow tells that they do; split by blocks nothing is predicted.
  @Test func slowNoiseIsPredictedFromItsNeighboursAlone() async throws {
    try await blocking {
      try withTemporaryFolder { folder in
        let film = folder.appending(path: "film").path
        try FileManager.default.createDirectory(atPath: film, withIntermediateDirectories: true)
        try ArrayFile.write(Tensor(shape: [500, 6, 6], values: slow(500, 36, "frames").values), to: film + "/stimuli.npy")
        try ArrayFile.write(slow(500, 3, "slow noise"), to: film + "/responses.npy")
        let random = try run(gap: 0, in: folder)
        #expect(random.wellPredicted?.count == 3)
        #expect(try #require(random.predictionSimilarity).mean > 0.8)
        let medians = { (found: Found) in
          Dictionary(uniqueKeysWithValues: found.controls.map { ($0.kind, $0.predictionSimilarity?.median ?? .nan) })
        }
        #expect(try #require(medians(random)["shifted"]) > 0.8 && abs(#require(medians(random)["shuffled"])) < 0.3)
        #expect(random.warnings?.map(\.code) == ["alike_neighbours", "predicted_nulls"])
        let blocks = try run(gap: nil, in: folder)
        #expect(blocks.wellPredicted?.count == 0)
        #expect(try abs(#require(blocks.predictionSimilarity).mean) < 0.3)
        #expect(try abs(#require(medians(blocks)["shifted"])) < 0.4)
        #expect(blocks.warnings?.map(\.code) == ["alike_neighbours"])
      }
    }
  }
}
