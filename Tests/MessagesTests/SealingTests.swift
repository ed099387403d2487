import Formats
import Foundation
import Method
import Numerics
import Testing

@testable import Messages

@Test(arguments: Examples.all.indices)
func sealedMessagesOpenAsWhatTheyWere(index: Int) throws {
  func check<M: Message>(_ message: M, key: String) throws {
    let record = try Record(sealing: message, key: key, source: Examples.source, time: Examples.time)
    let event = try record.event()
    #expect(event.type == M.messageType)
    #expect(event.time == Examples.time)
    #expect(event.source == Examples.source)
    #expect(try record.content() == message.encoded())
    #expect(try event.sha256 == Digest.sha256(message.encoded()))
    #expect(try record.open(M.self).encoded() == message.encoded())
  }
  let (key, message) = Examples.all[index]
  try check(message, key: key)
}

@Test func documentsSurviveFieldByField() throws {
  for manifest in [Examples.manifest, Examples.doubtedManifest] { #expect(try Manifest(decoding: manifest.encoded()) == manifest) }
  #expect(try Outcome(decoding: Examples.outcome.encoded()) == Examples.outcome)
  #expect(try Outcome(decoding: Examples.death.encoded()) == Examples.death)
  #expect(try WorkerState(decoding: Examples.worker.encoded()) == Examples.worker)
  #expect(try NeuronResult(decoding: Examples.result.encoded()) == Examples.result)
  var further = Examples.result
  further.document.facts.furtherImages = [.init(purpose: .leastExciting, activation: -1)]
  further.furtherImages = Tensor(shape: [1, 1, 2, 2], values: [1, 2, 3, 4])
  #expect(try NeuronResult(decoding: further.encoded()) == further)
  #expect(try NeuronResult(decoding: Examples.unanalysable.encoded()) == Examples.unanalysable)
  #expect(try StimulusSet(decoding: Examples.stimulusSet.encoded()) == Examples.stimulusSet)
  #expect(try PopulationWeights(decoding: Examples.populationWeights.encoded()) == Examples.populationWeights)
  let job = try Job(decoding: Examples.job.encoded())
  #expect(job.document == Examples.job.document)
  #expect(job.responses.shape == [2, 3])
  #expect(job.responses.values.map(\.bitPattern) == Examples.job.responses.values.map(\.bitPattern))
  #expect(job.testResponses == Examples.job.testResponses)
}

@Test func aStimulusSetTravelsInChunks() throws {
  let whole = (0..<2_000_001).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) }
  let records = try StimulusChunk.cut(whole).map { try $0.sealed(source: Examples.source, time: Examples.time) }
  #expect(records.count == 3)
  #expect(records.allSatisfy { $0.key == Digest.sha256(whole) })
  let chunks = try records.map(StimulusChunk.init(opening:))
  var input = SharedInput(topic: "stimuli", partition: 0, offsets: [4, 5, 6], bytes: whole.count, sha256: Digest.sha256(whole))
  #expect(try input.assemble(chunks) == whole)
  #expect(throws: FormatError.self) { try input.assemble([chunks[1], chunks[0], chunks[2]]) }
  #expect(throws: FormatError.self) { try input.assemble(Array(chunks.dropLast())) }
  input.bytes -= 1
  #expect(throws: FormatError.self) { try input.assemble(chunks) }
  input.bytes += 1
  input.sha256 = Examples.digest
  #expect(throws: FormatError.self) { try input.assemble(chunks) }
}

/// Byte for byte, whatever the neuron is called; what differs in more than neuron and responses is encoded on its own.
@Test(arguments: ["n", "cell 3/é", "a\"b\\c", "/", "12345678", String(repeating: "x", count: 200), "konomi template of a neuron id"])
func aTemplatesJobsAreTheSameBytes(neuron: String) throws {
  let template = try JobTemplate(of: Examples.job)
  var job = Examples.job
  job.document.neuron = neuron
  job.responses.values[1] = 7
  #expect(try template.encoded(job) == job.encoded())
  let key = "\(job.document.run)/\(neuron)"
  let sealed = try Record(sealing: job, key: key, source: Examples.source, time: Examples.time)
  #expect(try template.sealed(job, source: Examples.source, time: Examples.time) == sealed)
  job.document.seed += 1
  #expect(try template.encoded(job) == job.encoded())
  job = Examples.job
  job.testResponses = Tensor(shape: [2, 1], values: [1, 2])
  #expect(try template.encoded(job) == job.encoded())
  job.document.neuron = "\0"
  #expect(throws: FormatError.self) { try template.encoded(job) }
  job = Examples.job
  job.responses.values[0] = .infinity
  #expect(throws: FormatError.self) { try template.encoded(job) }
}
