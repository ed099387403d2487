import Formats
import Foundation
import Method
import TestSupport
import Testing

@testable import Messages

/// Real messages against the schemas that others rely on.
@Suite struct SchemaTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Runs tools/validate-schema over documents by name; what it prints.
  private func validate(_ documents: [String: Data], arguments: [String]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("konomi-schemas-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, document) in documents { try document.write(to: folder.appendingPathComponent(name)) }
    let output = Pipe()
    let process = Process()
    process.executableURL = Self.root.appendingPathComponent("tools/validate-schema")
    process.arguments = arguments + documents.keys.sorted().map { folder.appendingPathComponent($0).path }
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect((process.terminationStatus == 0) == text.isEmpty, "tools/validate-schema exits with \(process.terminationStatus): \(text)")
    return text
  }

  private func document(of bytes: [UInt8]) throws -> Data { Data(try #require(try Safetensors(decoding: bytes).metadata["konomi"]).utf8) }

  private func headers(of record: Record, from start: Int = 0) throws -> Data {
    try JSONEncoder().encode(Dictionary(uniqueKeysWithValues: record.headers[start...].map { ($0.name, $0.text ?? "") }))
  }

  /// Every document that stands in a message, and the headers of every message.
  private func realDocuments() throws -> [String: Data] {
    var documents = [
      "job.v1.json": try document(of: Examples.job.encoded()), "result.v1.json": try document(of: Examples.result.encoded()),
      "result.v1.flat.json": try document(of: Examples.unanalysable.encoded()), "run.v1.json": Data(try Examples.manifest.encoded()),
      "run.v1.doubted.json": Data(try Examples.doubtedManifest.encoded()),
      "run-state.v1.json": Data(try Examples.runState.encoded()), "run-state.v1.paused.json": Data(try Examples.pausedState.encoded()),
      "places.v1.json": Data(try Examples.places.encoded()),
      "outcome.v1.json": Data(try Examples.outcome.encoded()), "outcome.v1.dead.json": Data(try Examples.death.encoded()),
      "outcome.v1.cancelled.json": Data(try Examples.cancellation.encoded()),
      "worker.v1.hindered.json": Data(try Examples.hinderedWorker.encoded()),
      "worker.v1.json": Data(try Examples.worker.encoded()), "facts.v1.json": Data(try JSONText.encode(Examples.everyFact)),
    ]
    for (index, (key, message)) in Examples.all.enumerated() {
      documents["headers.v1.\(index).json"] = try headers(
        of: Record(sealing: message, key: key, source: Examples.source, time: Examples.time))
    }
    documents["headers.v1.chunk.json"] = try headers(of: StimulusChunk.cut([1])[0].sealed(source: Examples.source, time: Examples.time))
    var busy = Examples.worker
    busy.running[0].seconds = 2.5
    (busy.failedAttempts, busy.droppedLetters) = (3, 1)
    documents["worker.v1.busy.json"] = Data(try busy.encoded())
    documents["dead-letter.v1.bare.json"] = try headers(of: Examples.letter.held(to: .bare).sealed())
    documents["dead-letter.v1.json"] = try headers(of: Examples.letter.sealed(), from: Examples.letter.original.headers.count)
    return documents
  }

  /// Settings that a person writes: what the program takes the schema takes, and the other way round.
  @Test(
    arguments: [
      ("{}", true), (#"{"network": {"convolutions": [{"channels": 16, "side": 3, "pooling": "max"}]}}"#, true),
      (#"{"recording": {"gap": 3, "absurd_responses": "keep"}}"#, true), (#"{"recording": {"alikeness": 2}}"#, false),
      (#"{"recording": {"absurd_responses": "none"}}"#, false), (#"{"recording": {"gaps": 3}}"#, false),
      (#"{"training": {"loss": "poisson"}}"#, true), (#"{"optimal_images": {"apart": 6}, "comparison_models": []}"#, true),
      (#"{"network": {"convolutions": [{"channels": 16, "side": 3}]}}"#, false), (#"{"network": {"convolutions": []}}"#, false),
      (#"{"training": {"batch": 0}}"#, false), (#"{"training": {"epoch": 3}}"#, false), (#"{"training": {"loss": "none"}}"#, false),
      (#"{"optimal_images": {"seeds": 1.5}}"#, false), (#"{"comparison_models": ["none"]}"#, false), (#"{"networks": {}}"#, false),
    ])
  func programAndSchemaAgreeOnSettings(text: String, isSound: Bool) async throws {
    await lettingOthersBegin()
    let complaint = complaint { _ = try AnalysisSettings(document: Array(text.utf8)) }
    #expect((complaint == "nothing") == isSound, "\(complaint)")
    let faults = try validate(["settings.v1.json": Data(text.utf8)], arguments: ["--closed"])
    #expect(faults.isEmpty == isSound, "\(faults)")
  }

  /// What stands nowhere in an example is not held against its schema.
  @Test func noFactIsMissing() {
    func missing(in value: Any, _ path: String) -> [String] {
      Mirror(reflecting: value).children.flatMap { child -> [String] in
        let path = path + "." + (child.label ?? "")
        let mirror = Mirror(reflecting: child.value)
        if mirror.displayStyle == .optional, mirror.children.isEmpty { return [path] }
        return missing(in: child.value, path)
      }
    }
    // Only where a neuron is not analysable.
    #expect(missing(in: Examples.everyFact, "facts") == ["facts.reason"], "give Examples.everyFact and schemas/facts.v1.json what is new")
  }

  /// Closed: what a message holds, its schema describes.
  @Test func realMessagesFollowTheirSchemas() throws {
    #expect(try validate(realDocuments(), arguments: ["--closed"]) == "")
  }

  /// Each document without one of its members: the schema or the reader must miss it, or it is optional for both.
  @Test func schemasRequireWhatReadersRequire() throws {
    var documents: [String: Data] = [:]
    var required: [String] = []
    let readers: [(name: String, bytes: [UInt8], read: ([UInt8]) throws -> Void)] = [
      ("run.v1", try Examples.manifest.encoded(), { _ = try Manifest(decoding: $0) }),
      ("run-state.v1", try Examples.runState.encoded(), { _ = try RunState(decoding: $0) }),
      ("places.v1", try Examples.places.encoded(), { _ = try JobPlaces(decoding: $0) }),
      ("outcome.v1", try Examples.outcome.encoded(), { _ = try Outcome(decoding: $0) }),
      ("outcome.v1.dead", try Examples.death.encoded(), { _ = try Outcome(decoding: $0) }),
      ("outcome.v1.cancelled", try Examples.cancellation.encoded(), { _ = try Outcome(decoding: $0) }),
      ("worker.v1", try Examples.worker.encoded(), { _ = try WorkerState(decoding: $0) }),
      ("worker.v1.hindered", try Examples.hinderedWorker.encoded(), { _ = try WorkerState(decoding: $0) }),
    ]
    for (name, bytes, read) in readers {
      let whole = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
      for member in whole.keys.sorted() {
        let part = try JSONSerialization.data(withJSONObject: whole.filter { $0.key != member })
        documents["\(name).without-\(member).json"] = part
        if complaint({ try read([UInt8](part)) }) != "nothing" { required.append("\(name).without-\(member).json") }
      }
    }
    let faults = try validate(documents, arguments: [])
    #expect(Set(faults.split(separator: "\n").map { String($0.prefix { $0 != ":" }) }) == Set(required))
    #expect(required.count > 25)
  }

  /// The examples are valid, every schema has one, and this version reads them.
  @Test func everySchemaHasExamples() throws {
    let schemas = try FileManager.default.contentsOfDirectory(atPath: Self.root.appendingPathComponent("schemas").path).filter {
      $0.hasSuffix(".json")
    }
    let folder = Self.root.appendingPathComponent("schemas/examples")
    var examples: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      examples[name] = try Data(contentsOf: folder.appendingPathComponent(name))
    }
    #expect(Set(examples.keys.map { $0.split(separator: ".").prefix(2).joined(separator: ".") + ".json" }) == Set(schemas))
    #expect(try validate(examples, arguments: ["--closed"]) == "")
    for (name, example) in examples {
      switch name.split(separator: ".")[0] {
      case "run": _ = try Manifest(decoding: [UInt8](example))
      case "run-state": _ = try RunState(decoding: [UInt8](example))
      case "places": _ = try JobPlaces(decoding: [UInt8](example))
      case "outcome": _ = try Outcome(decoding: [UInt8](example))
      case "worker": _ = try WorkerState(decoding: [UInt8](example))
      case "job": _ = try JSONText.decode(Job.Document.self, from: [UInt8](example), limit: 100_000)
      case "result": _ = try JSONText.decode(NeuronResult.Document.self, from: [UInt8](example), limit: 100_000)
      case "headers": _ = try CloudEvent(headers: JSONDecoder().decode([String: String].self, from: example).map { MessageHeader($0, $1) })
      default: break
      }
    }
  }
}
