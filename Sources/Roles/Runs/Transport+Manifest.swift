import Messages
import Queue
import Work

extension Transport {
  /// Publishes a run's manifest; the last one counts.
  func publish(_ manifest: Manifest, to topics: Topics, source: String) throws {
    try publish([Record(sealing: manifest, key: manifest.run, source: source, time: .now)], to: topics.runs, partition: nil)
  }
}
