import Formats
import Messages
import Method
import Queue

/// A run on its way into its results directory: accepts its messages one by one.
struct CollectedRun {
  private(set) var tally: Tally
  /// What was last said of it.
  var state: Manifest.State

  /// Neurons whose results were taken away before they were collected.
  private(set) var gone: Set<String> = []
  /// Neurons whose jobs ended for want of the stimuli: a coordinator that follows the run, or whoever submits it again, has them done.
  private(set) var starved: Set<String> = []
  /// Neurons without any ending whose jobs stand nowhere in the queue.
  private(set) var absent: Set<String> = []

  /// [channels, height, width] of all the run's images; nil until something tells.
  private var imageShape: [Int]?
  private let directory: ResultsDirectory
  private let neurons: Set<String>
  private var succeeded: Set<String>
  private var failed: Set<String>
  /// Neurons whose result has come and whose outcome has not.
  private var unsettled: Set<String>

  /// - Parameters:
  ///   - imageShape: [channels, height, width] of the run's stimuli, where it is known.
  ///   - ended: what the directory holds.
  ///   - tally: what was read before; the directory holds what came of it.
  init(manifest: Manifest, imageShape: [Int]?, directory: ResultsDirectory, ended: EndedNeurons, tally: Tally) {
    self.imageShape = imageShape
    self.directory = directory
    self.tally = tally
    state = manifest.state
    neurons = Set(manifest.neurons.map(\.id))
    succeeded = neurons.filter(ended.hasResult)
    let succeeded = succeeded
    failed = neurons.filter { !succeeded.contains($0) && tally.endings[$0] != nil && ended.hasFailure($0) }
    unsettled = neurons.filter { !tally.isSettled($0) }
    starved = failed.filter { (try? directory.failure(of: $0))?.code == FailureReport.stimuliAreGone }
  }

  var progress: RunProgress { RunProgress(done: succeeded.count, dead: failed.count, total: neurons.count) }

  /// Every neuron has ended, and no job will be done again because its outcome is missing.
  var isOver: Bool { isWaitingForNothing && gone.isEmpty && starved.isEmpty && absent.isEmpty }

  /// Nothing more will come by itself: what is missing is gone, would need the stimuli, or has no job.
  var isIncomplete: Bool { isWaitingForNothing && !isOver }

  private var isWaitingForNothing: Bool {
    succeeded.count + failed.count + gone.count + absent.count == neurons.count && unsettled.isEmpty
  }

  /// What is missing, in numbers.
  var incomplete: Collector.End { .incomplete(gone: gone.count, starved: starved.count, absent: absent.count) }

  /// Neurons of which something is still to come: a result, or the outcome that belongs to one.
  var waiting: Set<String> { neurons.subtracting(succeeded).subtracting(failed).subtracting(gone).union(unsettled) }

  /// These neurons have no job in the queue: of those without a result nothing will come, and those with one are done although their outcome is not there.
  mutating func note(withoutJob neurons: Set<String>) {
    absent.formUnion(neurons.subtracting(succeeded).subtracting(failed))
    unsettled.subtract(neurons)
  }

  /// Whether results are on their way, as far as the outcomes tell.
  var awaitsResults: Bool { tally.awaited != nil }

  /// Looks which of the results that outcomes speak of can still come.
  /// - Parameter starts: where the partitions of the results topic begin now.
  mutating func lookForGone(before starts: [Int64]) { gone = tally.gone(before: starts).subtracting(failed) }

  mutating func advance(past received: ReceivedRecord, of topic: String) { tally.advance(past: received, of: topic) }

  /// Keeps the neuron's first result; compares a later one with it.
  /// - Returns: whether it differs from the one that is kept.
  /// - Throws: `FormatError` where it is no result of this run.
  mutating func accept(result record: Record) throws -> Bool {
    let neuron = try neuron(of: record.key)
    let (result, value) = try record.opened(NeuronResult.self)
    try directory.run.check(result, of: neuron)
    try check(imagesOf: result)
    let kept = try directory.result(of: neuron)
    let differs = kept.map { $0 != value } ?? false
    if kept == nil { try directory.keep(result: value, of: neuron) }
    if differs { try directory.keep(differing: value, of: neuron) }
    tally.enterResult(of: neuron, differs: differs)
    succeeded.insert(neuron)
    failed.remove(neuron)
    noteNotMissing(neuron)
    if !tally.isSettled(neuron) { unsettled.insert(neuron) }
    return differs
  }

  /// Keeps why a neuron has no result.
  mutating func accept(outcome record: Record) throws {
    let neuron = try neuron(of: record.key)
    tally.enterOutcome(of: neuron)
    absent.remove(neuron)
    unsettled.remove(neuron)
    let outcome = try record.open(Outcome.self)
    if outcome.state == .dead, let failure = outcome.error, !succeeded.contains(neuron) {
      try directory.keep(failure: failure, of: neuron)
      failed.insert(neuron)
      if failure.code == FailureReport.stimuliAreGone { starved.insert(neuron) } else { starved.remove(neuron) }
    }
    if outcome.state == .succeeded, !succeeded.contains(neuron) {
      tally.expect(resultOf: neuron, at: .init(partition: outcome.partition, offset: outcome.offset))
    }
    tally.enter(outcome)
  }

  /// Whatever was missing of the neuron is missing no more.
  private mutating func noteNotMissing(_ neuron: String) {
    gone.remove(neuron)
    starved.remove(neuron)
    absent.remove(neuron)
  }

  /// The neuron's dead letter was requeued: another outcome will come.
  mutating func reopen(_ key: String) throws {
    let neuron = try neuron(of: key)
    tally.reopen(neuron)
    noteNotMissing(neuron)
    guard failed.remove(neuron) != nil else { return }
    try directory.removeFailure(of: neuron)
  }

  /// The stimuli's shape is that of all images; where nobody knows it, the first result's.
  private mutating func check(imagesOf result: NeuronResult) throws {
    guard result.optimalImages.count > 0 else { return }
    let shape = Array(result.optimalImages.shape.dropFirst())
    if imageShape == nil { imageShape = shape }
    try FormatError.require(
      shape == imageShape, .invalid,
      "the result of \(result.document.neuron) has images of shape \(shape), and the run's are \(imageShape ?? [])")
  }

  private func neuron(of key: String) throws -> String {
    let neuron = try JobKey(key).neuron
    guard neurons.contains(neuron) else { throw FormatError(.invalid, "the run's manifest names no neuron \(neuron)") }
    return neuron
  }
}
