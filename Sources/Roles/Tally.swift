import Foundation
import Messages
import Queue
import Report

/// What a collector knows of its run: a value, beside the directory that holds the results.
struct Tally {
  private let neurons: Set<String>
  private var succeeded: Set<String> = []
  private var failed: Set<String> = []
  private var accepted: [String: (TopicPartition, Int64)] = [:]
  private var workers: [String: (neurons: Int, seconds: Double)] = [:]
  /// Results that came again.
  var duplicates = 0

  /// - Throws: `RolesError(.directory)` where a kept result cannot be read.
  init(manifest: Manifest, directory: ResultsDirectory) throws {
    neurons = Set(manifest.neurons.map(\.id))
    for neuron in manifest.neurons where try directory.result(of: neuron.id) != nil { succeeded.insert(neuron.id) }
  }

  var progress: RunProgress { RunProgress(done: succeeded.count, dead: failed.count, total: neurons.count) }
  var isOver: Bool { succeeded.count + failed.count == neurons.count }

  func knows(_ neuron: String) -> Bool { neurons.contains(neuron) }
  func hasResult(_ neuron: String) -> Bool { succeeded.contains(neuron) }
  /// Whether a kept result may be this very message, read again after a restart.
  func isNew(_ received: ReceivedRecord) -> Bool {
    (try? JobKey(received.record.key)).map { accepted[$0.neuron] == nil } ?? false
  }

  mutating func succeed(_ neuron: String, at received: ReceivedRecord) {
    succeeded.insert(neuron)
    failed.remove(neuron)
    accepted[neuron] = (received.place, received.offset)
  }

  mutating func fail(_ neuron: String) { failed.insert(neuron) }

  mutating func enter(_ outcome: Outcome) {
    workers[outcome.worker, default: (0, 0)].neurons += 1
    workers[outcome.worker]!.seconds += outcome.seconds
  }

  func provenance(run: String, version: String, started: Timestamp) -> Provenance {
    Provenance(
      run: run, version: version, started: started.description, finished: Timestamp.now.description,
      host: ProcessInfo.processInfo.hostName,
      workers: workers.sorted { $0.key < $1.key }.map { .init(worker: $0.key, neurons: $0.value.neurons, seconds: $0.value.seconds) },
      redeliveries: 0, duplicates: duplicates)
  }
}
