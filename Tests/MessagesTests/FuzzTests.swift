import Formats
import Foundation
import Method
import TestSupport
import Testing

@testable import Messages

/// Every decoder of bytes from outside, over changed messages: it refuses with a `FormatError`, or what it accepts is sound, which is to say that it is written again and
/// reads the same. (A crash ends the tests.) `KONOMI_FUZZ_CASES` asks for more cases of each.
@Suite struct FuzzTests {
  /// Runs one decoder; the number of inputs that it accepted.
  @discardableResult
  private func fuzz(_ name: String, _ run: (inout Mutator) throws -> Void) -> Int {
    let (accepted, complaints) = Mutator.fuzz(name, refusingBy: FormatError.self, run)
    for complaint in complaints { Issue.record(Comment(rawValue: complaint)) }
    return accepted
  }

  private func reencode<M: Message>(_ message: M) throws {
    let bytes = try message.encoded()
    if try M(decoding: bytes).encoded() != bytes { Issue.record("a \(M.messageType.rawValue) changes when it is read and written") }
  }

  @Test(arguments: [0, 1, 2, 3])
  func tensors(index: Int) async throws {
    await lettingOthersBegin()
    let (name, bytes, read): (String, [UInt8], ([UInt8]) throws -> Void) = [
      ("job", try Examples.job.encoded(), { try reencode(Job(decoding: $0)) }),
      ("result", try Examples.result.encoded(), { try reencode(NeuronResult(decoding: $0)) }),
      (
        "population weights", try Examples.populationWeights.encoded(),
        { _ = try PopulationWeights(decoding: PopulationWeights(decoding: $0).encoded()) }
      ),
      ("stimulus set", try Examples.stimulusSet.encoded(), { _ = try StimulusSet(decoding: StimulusSet(decoding: $0).encoded()) }),
    ][index]
    #expect(fuzz(name) { try read($0.mutate(safetensors: bytes)) } > 0)
  }

  @Test(arguments: 0...5)
  func documents(index: Int) async throws {
    await lettingOthersBegin()
    let (name, bytes, read): (String, [UInt8], ([UInt8]) throws -> Void) = [
      ("run", try Examples.manifest.encoded(), { try reencode(Manifest(decoding: $0)) }),
      ("outcome", try Examples.outcome.encoded(), { try reencode(Outcome(decoding: $0)) }),
      ("death", try Examples.death.encoded(), { try reencode(Outcome(decoding: $0)) }),
      ("worker", try Examples.worker.encoded(), { try reencode(WorkerState(decoding: $0)) }),
      ("run state", try Examples.runState.encoded(), { try reencode(RunState(decoding: $0)) }),
      ("places", try Examples.places.encoded(), { try reencode(JobPlaces(decoding: $0)) }),
    ][index]
    #expect(fuzz(name) { try read($0.mutate(bytes)) } > 0)
  }

  /// What is accepted under a changed frame is the content, or (never seen) another of the same checksum.
  @Test func frames() {
    let content = Array(repeating: Array("stimulus ".utf8), count: 50).flatMap { $0 }
    let frame = Zstd.compress(content)
    fuzz("zstd") { mutator in
      let bytes = try Zstd.decompress(mutator.mutate(frame), limit: 1000)
      #expect(bytes == content)
    }
  }

  @Test func records() throws {
    let job = try Record(sealing: Examples.job, key: Examples.all[0].key, source: Examples.source, time: Examples.time)
    let chunk = try StimulusChunk.cut(Examples.stimulusSet.encoded())[0].sealed(source: Examples.source, time: Examples.time)
    let letter = try Examples.letter.sealed()
    #expect(fuzz("record") { _ = try $0.mutate(job).open(Job.self) } > 0)
    #expect(fuzz("chunk") { _ = try StimulusChunk(opening: $0.mutate(chunk)) } > 0)
    let letters = fuzz("dead letter") { mutator in
      let opened = try DeadLetter(opening: mutator.mutate(letter))
      let again = try DeadLetter(opening: opened.sealed())
      #expect(again == opened)
    }
    #expect(letters > 0)
  }

  /// Settings that a person wrote; those out of range are refused by an error of their own.
  @Test func settings() throws {
    let document = try JSONText.encode(AnalysisSettings())
    let (accepted, complaints) = Mutator.fuzz("settings", refusingBy: FormatError.self) { mutator in
      do {
        let settings = try AnalysisSettings(document: mutator.mutate(document))
        let again = try AnalysisSettings(document: JSONText.encode(settings))
        #expect(again == settings)
      } catch is SettingsError {}
    }
    #expect(accepted > 0)
    #expect(complaints == [])
  }

  @Test func texts() throws {
    fuzz("key") { mutator in
      let text = String(decoding: mutator.mutate(Array("v4-190923.s7/cell 3/é".utf8)), as: UTF8.self)
      let key = try JobKey(text)
      #expect(key.description == text)
    }
    fuzz("timestamp") { mutator in
      let text = String(decoding: mutator.mutate(Array("2026-11-24T00:33:55.120+01:00".utf8)), as: UTF8.self)
      if let time = Timestamp(text) { #expect(Timestamp(time.description) == time) }
    }
  }
}
