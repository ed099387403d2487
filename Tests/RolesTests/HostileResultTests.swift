import Formats
import Foundation
import Method
import Numerics
import Queue
import TestSupport
import Testing

@testable import Messages
@testable import Roles
@testable import Work

/// Real results whose documents were changed, through decoder, collector and report: each is refused in a sentence, or can be reported. (A trap ends the tests.)
/// `KONOMI_FUZZ_CASES` asks for more cases.
@Suite struct HostileResultTests {
  /// What was found of one neuron by a real analysis, with every fact beside that such a small one does not have.
  private static func real(_ run: SubmittedRun) throws -> [NeuronResult] {
    try withTemporaryFolder { folder in
      #expect(try TinyRun.runLocally(run.submission, in: folder))
      let directory = try ResultsDirectory(reading: folder)
      return try run.neurons.map { neuron in
        var result = try #require(try directory.neuronResult(of: neuron))
        result.document.facts.predictionSimilarity = result.document.facts.predictionSimilarity ?? 0.5
        result.document.facts.explainableVariance = 0.5
        result.document.facts.phaseTolerance = PhaseTolerance(
          tau: 0.5, standardError: 0.0625, weights: [2, 1, 1, 1], largestOther: 0.5, exponent: 1.5, rotation: -5, isDefined: true)
        result.document.facts.inSilico = InSilico(
          offPhaseRatio: 0.5, gratingModulation: 1.25, orientationSelectivity: 0.75, deflatedActivation: 0.875, deflatedOverlap: 0.875,
          responseAtOtherOrientations: 0.25, diversity: 0.875)
        return result
      }
    }
  }

  @Test func noChangedResultEndsTheProcess() async throws {
    try await blocking {
      let run = try SubmittedRun()
      let real = try Self.real(run)
      let values = try real.map { try $0.encoded() }
      try withTemporaryFolder(isInMemory: true) { folder in
        let directory = try ResultsDirectory(opening: folder, for: run.manifest.description)
        let (accepted, complaints) = Mutator.fuzz("hostile result", cases: Mutator.cases / 2, refusingBy: FormatError.self) {
          mutator in
          let place = mutator.draw(values.count)
          let changed = try mutator.mutate(documentOf: values[place])
          let record = try Record(
            sealing: changed, as: .result, key: "r/\(run.neurons[place])", source: "konomi/worker/w", time: .now, chunk: nil)
          var collection = CollectedRun(
            manifest: run.manifest, imageShape: [1, 16, 16], directory: directory, ended: EndedNeurons(names: []),
            tally: Tally(run: "r", started: "", positions: [:]))
          _ = try collection.accept(result: record)
          defer { try? FileManager.default.removeItem(at: directory.neurons.appending(path: NeuronFile.result(of: run.neurons[place]))) }
          // Beside sound ones: what one says must not spoil what the others do.
          try Collector.report(directory).write(to: folder, provenance: directory.provenance(version: "")) { other in
            other == place
              ? try directory.neuronResult(of: run.neurons[place]).map { .result($0) } ?? .missing : .result(real[other])
          }
        }
        #expect(complaints == [])
        #expect(accepted > 100)
      }
    }
  }
}
