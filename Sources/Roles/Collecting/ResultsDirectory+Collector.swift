import Formats
import Foundation
import Messages
import Queue

extension ResultsDirectory {
  /// A message that could not be accepted.
  private struct Quarantined: Codable {
    struct Header: Codable {
      var name: String
      var value: String
    }

    var topic: String
    var partition: Int32
    var offset: Int64
    var reason: String
    var key: String
    var headers: [Header]
  }

  private var tallyFile: URL { folder.appending(path: ".collector.json") }

  /// How far the run's collector has read; nil where it has not begun, another run's was here, or what it wrote cannot be read.
  func tally(of run: String) throws -> Tally? {
    guard let bytes = try Self.read(tallyFile), let tally = try? JSONText.decode(Tally.self, from: bytes, limit: 1 << 28), tally.run == run,
      (try? tally.validate()) != nil
    else { return nil }
    return tally
  }

  /// Writes down how far the collector has read. What it has read must have been kept before.
  func keep(_ tally: Tally) throws { try AtomicFile.write(JSONText.encode(tally), to: tallyFile.path) }

  /// Keeps a result that differs from the one that was accepted, beside that. The same one again changes nothing.
  func keep(differing result: [UInt8], of neuron: String) throws {
    try AtomicFile.write(result, to: neurons.appending(path: NeuronFile.differing(result, of: neuron)).path)
  }

  /// Keeps a message that could not be accepted, with its place and the reason. The same one again changes nothing.
  func quarantine(_ received: ReceivedRecord, reason: String) throws {
    do {
      try FileManager.default.createDirectory(at: quarantine, withIntermediateDirectories: true)
    } catch {
      throw RolesError(.directory, "cannot make \(quarantine.path): \(error.localizedDescription)")
    }
    let name = "\(received.place.topic)-\(received.place.partition)-\(received.offset)"
    let description = Quarantined(
      topic: received.place.topic, partition: received.place.partition, offset: received.offset, reason: reason, key: received.record.key,
      headers: received.record.headers.map { .init(name: $0.name, value: String(decoding: $0.value, as: UTF8.self)) })
    try AtomicFile.write(received.record.value ?? [], to: quarantine.appending(path: name + ".value").path)
    try AtomicFile.write(JSONText.encode(description), to: quarantine.appending(path: name + ".json").path)
  }

  /// How many messages are in quarantine.
  var quarantinedCount: Int {
    ((try? FileManager.default.contentsOfDirectory(atPath: quarantine.path)) ?? []).count { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
  }
}
