import Messages
import Queue
import Work

extension Transport {
  /// Publishes a run's manifest; the last one counts.
  func publish(_ manifest: Manifest, to topics: Topics, source: String) throws {
    let envelope = try Envelope(sealing: manifest, key: manifest.run, source: source, time: .now)
    try publish([Record(envelope)], to: topics.runs, partition: nil)
  }
}
