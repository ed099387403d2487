import Formats
import TestSupport
import Testing

@testable import Messages

private func sealed() throws -> Record {
  try Record(sealing: Examples.job, key: "v4-190923.s7/cell 3/é", source: Examples.source, time: Examples.time)
}

private func text(_ headers: [MessageHeader]) -> String { headers.map { "\($0.name): \($0.text ?? "?")" }.joined(separator: "\n") }

@Test func headersAreThoseOfCloudEventsInBinaryMode() throws {
  let job = try sealed()
  let digest = Digest.sha256(try Examples.job.encoded())
  #expect(
    text(job.headers) == """
      ce_specversion: 1.0
      ce_id: v4-190923.s7/cell 3/é@\(digest.prefix(16))
      ce_source: /konomi/worker/host-17
      ce_type: konomi.job.v1
      ce_time: 2026-11-24T00:33:55.120Z
      ce_subject: v4-190923.s7/cell 3/é
      ce_sha256: \(digest)
      content-type: application/x-safetensors
      content-encoding: zstd
      """)
  let chunk = try StimulusChunk.cut([1, 2, 3])[0].sealed(source: Examples.source, time: Examples.time)
  #expect(
    text(Array(chunk.headers.suffix(4)))
      == "content-type: application/octet-stream\nce_chunkindex: 0\nce_chunkcount: 1\ncontent-encoding: zstd")
}

/// Small JSON documents travel as they are, large ones in a frame.
@Test func onlyLargeDocumentsAreCompressed() throws {
  var manifest = Examples.manifest
  let small = try Record(sealing: manifest, key: manifest.run, source: Examples.source, time: Examples.time)
  #expect(try !small.event().isCompressed)
  #expect(try small.value == manifest.encoded())
  manifest.neurons = (0..<5000).map { .init(id: "cell \($0)") }
  let large = try Record(sealing: manifest, key: manifest.run, source: Examples.source, time: Examples.time)
  #expect(try large.event().isCompressed)
  #expect(large.value!.count < 50_000)
  #expect(try large.open(Manifest.self) == manifest)
}

@Test(arguments: [
  ("ce_specversion", "0.3", "only CloudEvents 1.0"), ("ce_type", "konomi.job.v2", #"unknown_type: a message of the type "konomi.job.v2""#),
  ("ce_type", "konomi.result.v1", "unknown_type: a konomi.job.v1 was expected"),
  ("ce_type", "konomi.run.v1", "content-type of a konomi.run.v1 is"),
  ("ce_source", "", "ce_source must be"), ("ce_source", "a b", "ce_source must be"),
  ("ce_subject", "other/n", "says that its subject is other/n"),
  ("ce_subject", "", "ce_subject must be"), ("ce_time", "today", "ce_time is not an RFC 3339"),
  ("ce_sha256", "0", "ce_sha256 must be a SHA-256"),
  ("ce_sha256", Examples.digest, "corrupt: the value of v4-190923.s7/cell 3/é@0123456789abcdef does not have"),
  ("content-type", "text/plain", "is text/plain instead of application/x-safetensors"),
  ("content-encoding", "gzip", "content-encoding is gzip"),
])
func aWrongHeaderIsNamed(name: String, value: String, sentence: String) throws {
  var record = try sealed()
  let index = try #require(record.headers.firstIndex { $0.name == name })
  record.headers[index] = MessageHeader(name, value)
  let complaint = complaint { _ = try record.open(Job.self) }
  #expect(complaint.contains(sentence), "\(complaint)")
}

@Test(arguments: ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_subject", "ce_sha256", "content-type"])
func aHeaderThatIsMissingTwofoldOrNoTextIsNamed(name: String) throws {
  let record = try sealed()
  let index = try #require(record.headers.firstIndex { $0.name == name })
  var missing = record
  missing.headers.remove(at: index)
  #expect(complaint { _ = try missing.open(Job.self) } == "malformed: the message has no header \(name)")
  var twofold = record
  twofold.headers.append(record.headers[index])
  #expect(complaint { _ = try twofold.open(Job.self) } == "malformed: the header \(name) stands 2 times")
  var binary = record
  binary.headers[index] = MessageHeader(name, [0xFF])
  #expect(complaint { _ = try binary.open(Job.self) } == "malformed: the header \(name) is not UTF-8 text")
}

@Test(arguments: [
  ("ce_chunkindex", "1", "ce_chunkindex is 1, but must lie from 0 to 0"), ("ce_chunkindex", "-1", "ce_chunkindex is -1"),
  ("ce_chunkindex", "x", "ce_chunkindex is not a whole number"), ("ce_chunkcount", "0", "ce_chunkcount is 0"),
  ("ce_chunkcount", "100001", "ce_chunkcount is 100001"),
  ("ce_subject", "not a digest", "the key of a konomi.stimuli.v1 must be a SHA-256"),
])
func aWrongHeaderOfAChunkIsNamed(name: String, value: String, sentence: String) throws {
  var record = try StimulusChunk.cut([1, 2, 3])[0].sealed(source: Examples.source, time: Examples.time)
  let index = try #require(record.headers.firstIndex { $0.name == name })
  record.headers[index] = MessageHeader(name, value)
  if name == "ce_subject" { record.key = value }
  #expect(complaint { _ = try StimulusChunk(opening: record) }.contains(sentence))
  record.headers.remove(at: index)
  #expect(complaint { _ = try StimulusChunk(opening: record) }.hasPrefix("malformed: "))
}

@Test func aMessageOfAnotherKeyIsRefused() throws {
  #expect(
    complaint { _ = try Record(sealing: Examples.result, key: "r/other", source: Examples.source, time: Examples.time) }
      == "invalid: a konomi.result.v1 of another is keyed r/other")
  var record = try sealed()
  record.key = "r/other"
  let index = try #require(record.headers.firstIndex { $0.name == "ce_subject" })
  record.headers[index] = MessageHeader("ce_subject", "r/other")
  #expect(complaint { _ = try record.open(Job.self) } == "malformed: the konomi.job.v1 keyed r/other belongs to another")
}

@Test func aValueLongerThanItsTypeIsRefused() throws {
  let chunk = [UInt8](repeating: 0, count: StimulusChunk.size + 1)
  #expect(
    complaint { _ = try Record(sealing: chunk, as: .stimuli, key: Examples.digest, source: "/x", time: Examples.time, chunk: nil) }
      == "too_large: a konomi.stimuli.v1 of 900001 bytes, but at most 900000 are allowed")
}
