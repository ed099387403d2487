import Foundation
import Testing

@testable import Messages

/// The bytes of every message of version 1, as released. They are decoded for ever: a released file is never written again, a new type gets files of its own.
/// `KONOMI_WRITE_GOLDEN=1 swift test --filter GoldenTests` writes the files that a change before a release needs.
@Suite struct GoldenTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")
  private static let isWriting = ProcessInfo.processInfo.environment["KONOMI_WRITE_GOLDEN"] == "1"

  private func golden(_ name: String, otherwise bytes: @autoclosure () throws -> [UInt8]) throws -> [UInt8] {
    let url = Self.folder.appendingPathComponent(name)
    if Self.isWriting {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try Data(bytes()).write(to: url)
    }
    return [UInt8](try Data(contentsOf: url))
  }

  private func check<M: Message>(_ message: M, _ name: String) throws {
    let bytes = try golden(name, otherwise: message.encoded())
    #expect(try M(decoding: bytes).encoded() == bytes, "\(name) is not what decoding and encoding makes of it")
    #expect(try message.encoded() == bytes, "\(name) is not what the example is encoded as: a change of a released type is a new type")
  }

  @Test func valuesAreEncodedAsInVersion1() throws {
    try check(Examples.job, "job.v1.safetensors")
    try check(Examples.result, "result.v1.safetensors")
    try check(Examples.unanalysable, "result.v1.not-analysable.safetensors")
    try check(Examples.manifest, "run.v1.json")
    try check(Examples.outcome, "outcome.v1.json")
    try check(Examples.death, "outcome.v1.dead.json")
    try check(Examples.cancellation, "outcome.v1.cancelled.json")
    try check(Examples.runState, "run-state.v1.json")
    try check(Examples.pausedState, "run-state.v1.paused.json")
    try check(Examples.places, "places.v1.json")
    try check(Examples.worker, "worker.v1.json")
    try check(Examples.hinderedWorker, "worker.v1.hindered.json")
    let set = try golden("stimulus-set.safetensors", otherwise: Examples.stimulusSet.encoded())
    #expect(try StimulusSet(decoding: set) == Examples.stimulusSet)
    #expect(try Examples.stimulusSet.encoded() == set)
  }

  /// A whole message as it lay in a topic.
  private struct Stored: Codable {
    var key: String
    var headers: [[String]]
    var value: Data

    init(_ record: Record) {
      key = record.key
      headers = record.headers.map { [$0.name, $0.text ?? ""] }
      value = Data(record.value ?? [])
    }

    var record: Record { Record(key: key, value: [UInt8](value), headers: headers.map { MessageHeader($0[0], $0[1]) }) }
  }

  /// Compressed bytes are decoded, not compared: another libzstd may compress otherwise.
  @Test func messagesOfVersion1AreRead() throws {
    var records: [Record] = []
    for (key, message) in Examples.first {
      records.append(try Record(sealing: message, key: key, source: Examples.source, time: Examples.time))
    }
    records.append(try StimulusChunk.cut(Examples.stimulusSet.encoded())[0].sealed(source: Examples.source, time: Examples.time))
    records.append(try Examples.letter.sealed())
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let bytes = try golden("messages.v1.json", otherwise: [UInt8](encoder.encode(records.map(Stored.init))))
    let stored = try JSONDecoder().decode([Stored].self, from: Data(bytes)).map(\.record)
    #expect(stored.count == records.count)
    for (stored, record) in zip(stored, records) {
      #expect(stored.key == record.key)
      #expect(stored.headers == record.headers)
      #expect(try stored.content() == record.content())
    }
    #expect(try DeadLetter(opening: stored[stored.count - 1]) == Examples.letter)
  }
}
