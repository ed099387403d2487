import Formats
import Foundation
import Messages
import Method
import Numerics
import TestSupport
import Testing

@testable import Report

@Suite struct ReportFilesTests {
  @Test func everyFileIsThereAndNothingElse() throws {
    try TinyPopulation.written { folder in
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(
        Set(names) == [
          "controls.csv", "distinct_images.csv", "distinct_images.npy", "neurons.csv", "optimal_images.csv", "optimal_images.npy",
          "population.json",
          "provenance.json",
          "report.html",
        ])
    }
  }

  @Test func onlyProvenanceDiffersBetweenRuns() throws {
    var other = TinyPopulation.provenance
    other.run = "another"
    other.host = "elsewhere"
    try TinyPopulation.written { first in
      try TinyPopulation.written(provenance: other) { second in
        for name in try FileManager.default.contentsOfDirectory(atPath: first.path) {
          let (one, two) = try (Data(contentsOf: first.appendingPathComponent(name)), Data(contentsOf: second.appendingPathComponent(name)))
          #expect((one == two) == (name != "provenance.json"), "\(name)")
        }
      }
    }
  }

  @Test func imagesStandInTheRowsOfTheirNeurons() throws {
    try TinyPopulation.written { folder in
      let optimal = try ArrayFile.read(folder.appendingPathComponent("optimal_images.npy").path).tensor
      #expect(optimal.shape == [5, 3, 1, 2, 2])
      #expect(Array(optimal[0]) == (0..<12).map(Float.init))
      #expect(Array(optimal[1].prefix(8)) == (20..<28).map(Float.init))
      #expect(optimal[1].suffix(4).allSatisfy { $0.isNaN })
      for row in 2..<5 { #expect(optimal[row].allSatisfy { $0.isNaN }) }
      let distinct = try ArrayFile.read(folder.appendingPathComponent("distinct_images.npy").path).tensor
      #expect(distinct == Tensor(shape: [3, 1, 2, 2], values: [0.5, -0.5, 0.25, -0.25, 1, 0, 0, -1, 0, 1, -1, 0]))
    }
  }

  /// Closed: what the figures hold, the schema describes. The example in `schemas/examples` is this one; KONOMI_GOLDEN=write writes it anew.
  @Test func theFiguresFollowTheirSchema() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let example = root.appendingPathComponent("schemas/examples/population.v1.json")
    try TinyPopulation.written { folder in
      let figures = try Data(contentsOf: folder.appendingPathComponent("population.json"))
      if ProcessInfo.processInfo.environment["KONOMI_GOLDEN"] == "write" { try figures.write(to: example) }
      let document = folder.appendingPathComponent("population.v1.json")
      try figures.write(to: document)
      let output = Pipe()
      let process = Process()
      process.executableURL = root.appendingPathComponent("tools/validate-schema")
      process.arguments = ["--closed", document.path, example.path]
      process.standardOutput = output
      process.standardError = output
      try process.run()
      let faults = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0 && faults.isEmpty, "\(faults)")
    }
  }

  @Test func aPopulationWithoutAnyResultHasAReportToo() throws {
    let report = PopulationReport(
      recording: "r", seed: 1, settings: AnalysisSettings(), methodVersion: 1, neurons: [.init(id: "0"), .init(id: "1")])
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("konomi-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let population = try report.write(to: folder, provenance: TinyPopulation.provenance) { _ in .missing }
    #expect(population.states == .init(analysed: 0, notAnalysable: 0, dead: 0, missing: 2))
    #expect(population.predictionSimilarity == nil && population.labels.simple == nil)
    #expect(try ArrayFile.read(folder.appendingPathComponent("optimal_images.npy").path).tensor.shape == [2, 24, 0, 0, 0])
    let html = try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
    #expect(html.contains("2 missing.") && html.contains("No result has arrived."))
  }

  @Test func provenanceAsText() throws {
    #expect(
      String(decoding: try PopulationReport.json(TinyPopulation.provenance), as: UTF8.self) == """
        {
          "duplicates" : 0,
          "finished" : "2026-11-24T00:10:00Z",
          "host" : "h",
          "redeliveries" : 0,
          "run" : "r",
          "started" : "2026-11-24T00:00:00Z",
          "version" : "0.1.0",
          "workers" : [
            {
              "neurons" : 4,
              "seconds" : 1.5,
              "worker" : "w"
            }
          ]
        }

        """)
  }

  @Test func aResultOfAnotherRunIsRefused() throws {
    let cases: [(String, (inout NeuronResult) -> Void)] = [
      ("names another neuron, 'x'", { $0.document.neuron = "x" }),
      ("has not as many optimal images as it lists", { $0.optimalImages = Tensor(shape: [2, 1, 2, 2]) }),
      ("has not as many distinct images as it lists", { $0.document.facts.distinctImages = [] }),
      ("has more optimal images than the run has seeds, 2", { _ in }),
      ("holds images that are not channels x height x width", { $0.optimalImages = Tensor(shape: [3, 4]) }),
      ("holds images that are not channels x height x width", { $0.optimalImages = Tensor(shape: [3, 1, 0, 2]) }),
      ("holds images of shape [1, 4, 1] where others have [1, 2, 2]", { $0.distinctImages = Tensor(shape: [1, 1, 4, 1]) }),
    ]
    for (what, change) in cases {
      guard case .result(var result) = TinyPopulation.outcome(0) else { return }
      change(&result)
      var shape = ImageShape()
      let error = thrown(ReportError.self) { try shape.check(result, of: "simple,1", seeds: what.hasSuffix("seeds, 2") ? 2 : 3) }
      #expect(error?.description == "The result of neuron 'simple,1' \(what); it is not of this run, remove it and start again.")
    }
  }
}
