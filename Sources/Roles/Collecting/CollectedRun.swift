import Formats
import Messages
import Queue

/// A run on its way into its results directory: accepts its messages one by one.
struct CollectedRun {
  private(set) var tally: Tally
  /// What the run's manifest says.
  var state: Manifest.State

  private let manifest: Manifest
  private let directory: ResultsDirectory
  private let neurons: Set<String>
  private var succeeded: Set<String>
  private var failed: Set<String>
  /// Neurons whose result has come and whose outcome has not.
  private var unsettled: Set<String>

  /// - Parameters:
  ///   - ended: what the directory holds.
  ///   - tally: what was read before; the directory holds what came of it.
  init(manifest: Manifest, directory: ResultsDirectory, ended: EndedNeurons, tally: Tally) {
    self.manifest = manifest
    self.directory = directory
    self.tally = tally
    state = manifest.state
    neurons = Set(manifest.neurons.map(\.id))
    succeeded = neurons.filter(ended.hasResult)
    let succeeded = succeeded
    failed = neurons.filter { !succeeded.contains($0) && tally.endings[$0] != nil && ended.hasFailure($0) }
    unsettled = neurons.filter { !tally.isSettled($0) }
  }

  var progress: RunProgress { RunProgress(done: succeeded.count, dead: failed.count, total: neurons.count) }

  /// Every neuron has ended, and no job will be done again because its outcome is missing.
  var isOver: Bool { succeeded.count + failed.count == neurons.count && unsettled.isEmpty }

  mutating func advance(past received: ReceivedRecord, of topic: String) { tally.advance(past: received, of: topic) }

  /// Keeps the neuron's first result; compares a later one with it.
  /// - Returns: whether it differs from the one that is kept.
  /// - Throws: `FormatError` where it is no result of this run.
  mutating func accept(result record: Record) throws -> Bool {
    let neuron = try neuron(of: record.key)
    let result = try record.open(NeuronResult.self)
    guard result.document.stimuliSha256 == manifest.stimuli.sha256, result.document.seed == manifest.seed,
      result.document.methodVersion == manifest.methodVersion
    else { throw FormatError(.invalid, "the result of \(neuron) answers another job") }
    let value = try record.content()
    let kept = try directory.result(of: neuron)
    let differs = kept.map { $0 != value } ?? false
    if kept == nil { try directory.keep(result: value, of: neuron) }
    if differs { try directory.keep(differing: value, of: neuron) }
    tally.enterResult(of: neuron, differs: differs)
    succeeded.insert(neuron)
    failed.remove(neuron)
    if !tally.isSettled(neuron) { unsettled.insert(neuron) }
    return differs
  }

  /// Keeps why a neuron has no result.
  mutating func accept(outcome record: Record) throws {
    let neuron = try neuron(of: record.key)
    tally.enterOutcome(of: neuron)
    unsettled.remove(neuron)
    let outcome = try record.open(Outcome.self)
    if outcome.state == .dead, let failure = outcome.error, !succeeded.contains(neuron) {
      try directory.keep(failure: failure, of: neuron)
      failed.insert(neuron)
    }
    tally.enter(outcome)
  }

  /// The neuron's dead letter was requeued: another outcome will come.
  mutating func reopen(_ key: String) throws {
    let neuron = try neuron(of: key)
    guard failed.remove(neuron) != nil else { return }
    try directory.removeFailure(of: neuron)
  }

  private func neuron(of key: String) throws -> String {
    let neuron = try JobKey(key).neuron
    guard neurons.contains(neuron) else { throw FormatError(.invalid, "the run's manifest names no neuron \(neuron)") }
    return neuron
  }
}
