import Messages
import Queue

extension RunReader {
  /// Neurons that have succeeded and whose results the topic no longer holds: its retention has taken them, or it was made again. Nothing of it is read but where it begins and ends.
  func withoutResult(_ ledger: RunLedger) throws -> [String] {
    guard ledger.done > 0 else { return [] }
    let marks = try transport.watermarks(of: topics.results)
    return ledger.neurons.filter { neuron in
      guard let outcome = ledger.outcomes[neuron], outcome.state == .succeeded else { return false }
      return !marks.contain(outcome.offset, ofPartition: outcome.partition)
    }
  }

  /// Whether the topic no longer holds what the run's jobs share: its retention has taken it, or it was made again.
  func hasLostInputs(_ manifest: Manifest) throws -> Bool {
    try ([manifest.stimuli] + [manifest.population].compactMap(\.self)).contains(where: isLost)
  }

  private func isLost(_ input: SharedInput) throws -> Bool {
    let topic = topics.name(input.topic)
    let marks = try transport.watermarks(of: topic)
    guard input.offsets.indices.allSatisfy({ marks.contain(input.offsets[$0], ofPartition: input.partition(of: $0)) }) else { return true }
    // A topic that was made again may hold others there.
    var isOurs = true
    let firsts = input.firstOffsets.map { (TopicPartition(topic: topic, partition: $0), $1..<$1 + 1) }
    try transport.read(Dictionary(uniqueKeysWithValues: firsts), content: .keys) { isOurs = isOurs && $0.record.key == input.sha256 }
    return !isOurs
  }
}
