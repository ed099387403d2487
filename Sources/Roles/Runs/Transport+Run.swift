import Messages
import Queue
import Work

extension Transport {
  /// Publishes what a run is, and then what is to become of it.
  /// - Parameter state: what was said of it before, where anything was; its place of the manifest is made right.
  func publish(_ manifest: Manifest, _ state: RunState, to topics: Topics, source: String) throws {
    let record = try Record(sealing: manifest, key: manifest.run, source: source, time: .now)
    let place = try publish([record], to: topics.runs, partition: nil)[0]
    var state = state
    state.partition = place.partition
    state.offset = place.offset
    try publish(state, to: topics, source: source)
  }

  /// Publishes what is to become of a run; the last word counts.
  func publish(_ state: RunState, to topics: Topics, source: String) throws {
    try publish([Record(sealing: state, key: state.run, source: source, time: .now)], to: topics.states, partition: nil)
  }
}
