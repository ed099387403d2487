import Formats
import Foundation
import Messages
import Queue
import Report

/// What a collector knows of its run beside the results themselves: how far it has read, and how often each neuron came up. Kept with them as `.collector.json`, so that
/// whoever goes on from it counts each record once.
struct Tally: Codable, Equatable {
  /// How often a neuron's job came to an end.
  struct Endings: Codable, Equatable {
    /// Records on the results topic, valid ones.
    var results = 0
    /// Records on the outcomes topic.
    var outcomes = 0

    /// An end without an outcome is repeated, so the larger number is how often the job was delivered.
    var deliveries: Int { max(results, outcomes) }
  }

  /// One worker's part.
  struct Share: Codable, Equatable {
    var neurons = 0
    var seconds = 0.0
  }

  let run: String
  /// RFC 3339.
  let started: String
  /// The next offset to read, by topic (without prefix) and partition.
  private(set) var positions: [String: [Int64]]
  /// By neuron; those of which nothing was read are left out.
  private(set) var endings: [String: Endings] = [:]
  private(set) var workers: [String: Share] = [:]
  /// Neurons of which a second result had other bytes than the first.
  private(set) var differing: Set<String> = []
  /// Where the results of neurons stand whose outcome was read and whose result was not; nil is none.
  private(set) var awaited: [String: Place]?

  /// A place on the results topic.
  struct Place: Codable, Equatable {
    var partition: Int32
    var offset: Int64
  }

  init(run: String, started: String, positions: [String: [Int64]]) {
    self.run = run
    self.started = started
    self.positions = positions
  }

  /// Results that came more than once.
  var duplicates: Int { endings.values.reduce(0) { $0 + max(0, $1.results - 1) } }
  /// Jobs that were done more than once.
  var redeliveries: Int { endings.values.reduce(0) { $0 + max(0, $1.deliveries - 1) } }

  /// Throws `FormatError` for numbers that nobody counted.
  func validate() throws {
    for count in endings.values.flatMap({ [$0.results, $0.outcomes] }) + workers.values.map(\.neurons) {
      try FormatError.check(count, in: 0...Int(Int32.max), "a count")
    }
    for share in workers.values { try FormatError.check(share.seconds, in: 0...1e15, "seconds") }
  }

  mutating func advance(past received: ReceivedRecord, of topic: String) {
    guard var read = positions[topic], received.place.partition >= 0 else { return }
    // Partitions that were added are read from their beginning.
    read += Array(repeating: 0, count: max(0, Int(received.place.partition) + 1 - read.count))
    read[Int(received.place.partition)] = received.offset + 1
    positions[topic] = read
  }

  /// Whether the positions can be gone on from: a topic that was made anew ends before them, one that has forgotten begins after them.
  func isWithin(starts: [String: [Int64]], ends: [String: [Int64]]) -> Bool {
    positions.count == starts.count
      && positions.allSatisfy { topic, positions in
        guard let starts = starts[topic], let ends = ends[topic], starts.count == positions.count else { return false }
        return positions.indices.allSatisfy { starts[$0] <= positions[$0] && positions[$0] <= ends[$0] }
      }
  }

  /// A valid result was read.
  mutating func enterResult(of neuron: String, differs: Bool) {
    endings[neuron, default: Endings()].results += 1
    reopen(neuron)
    if differs { differing.insert(neuron) }
  }

  /// A record of the outcomes topic was read, whatever it says.
  mutating func enterOutcome(of neuron: String) { endings[neuron, default: Endings()].outcomes += 1 }

  /// The neuron's result is still to be read, and stands there.
  mutating func expect(resultOf neuron: String, at place: Place) { awaited = (awaited ?? [:]).merging([neuron: place]) { $1 } }

  /// Nothing is known any more of where the neuron's result stands.
  mutating func reopen(_ neuron: String) {
    guard awaited?.removeValue(forKey: neuron) != nil, awaited?.isEmpty == true else { return }
    awaited = nil
  }

  /// Neurons whose results were passed over, or lie before where the topic begins now: they will not come any more.
  func gone(before starts: [Int64]) -> Set<String> {
    let read = positions["results"] ?? []
    return Set(
      (awaited ?? [:]).filter { _, place in
        let partition = Int(place.partition)
        return max(partition < starts.count ? starts[partition] : 0, partition < read.count ? read[partition] : 0) > place.offset
      }.keys)
  }

  mutating func enter(_ outcome: Outcome) {
    workers[outcome.worker, default: Share()].neurons += 1
    workers[outcome.worker, default: Share()].seconds += outcome.seconds
  }

  /// Whether what was read of the neuron's job has an outcome: a result without one comes again, unless the outcome is on its way.
  func isSettled(_ neuron: String) -> Bool { endings[neuron].map { $0.results == 0 || $0.outcomes > 0 } ?? true }

  /// Whether every partition has been read up to these ends, by topic.
  func hasReached(_ ends: [String: [Int64]]) -> Bool {
    ends.allSatisfy { topic, ends in zip(positions[topic] ?? [], ends).allSatisfy { $0 >= $1 } }
  }

  /// - Parameter quarantined: messages that were not what they should be.
  func provenance(version: String, finished: Timestamp, host: String, quarantined: Int) -> Provenance {
    Provenance(
      run: run, version: version, started: started, finished: finished.description, host: host,
      workers: workers.sorted { $0.key < $1.key }.map { .init(worker: $0.key, neurons: $0.value.neurons, seconds: $0.value.seconds) },
      redeliveries: redeliveries, duplicates: duplicates, differing: differing.isEmpty ? nil : differing.sorted(),
      quarantined: quarantined == 0 ? nil : quarantined)
  }
}
