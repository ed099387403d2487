import Formats
import Foundation
import Messages
import Method
import Numerics
import Queue
import Synchronization
import Telemetry

@testable import Roles
@testable import Work

/// A run that was submitted to a queue, in memory unless another is named, and a hand that plays its workers.
struct SubmittedRun {
  let transport: any Transport
  let topics: Topics
  let submission: Submission
  let manifest: Manifest
  var neurons: [String] { manifest.neurons.map(\.id) }

  init(neurons: Int = 3, transport: any Transport = InMemoryTransport(), prefix: String = Topics.defaultPrefix) throws {
    self.transport = transport
    topics = try Topics(prefix: prefix)
    submission = try TinyRun.submission(neurons: neurons)
    try transport.prepare(topics.specifications(partitions: 3, replicationFactor: 1, minimumInSyncReplicas: 1))
    manifest = try Coordinator(transport: transport, topics: topics, run: "r", submission: submission).submit().manifest
  }

  /// The value of a result that says why the neuron cannot be analysed: another reason is another value.
  func result(of neuron: String, reason: String = "flat", seed: UInt64? = nil) -> NeuronResult {
    NeuronResult(
      document: .init(
        neuron: neuron, methodVersion: manifest.methodVersion, seed: seed ?? manifest.seed, stimuliSha256: manifest.stimuli.sha256,
        facts: NeuronFacts(state: .notAnalysable, reason: reason, trainingImages: 3, testImages: 2)),
      optimalImages: Tensor(shape: [0, 1, 2, 2]), distinctImages: Tensor(shape: [0, 1, 2, 2]), testPrediction: Tensor(shape: [0]))
  }

  @discardableResult
  func publish(_ result: NeuronResult, damage: (inout Record) -> Void = { _ in }) throws -> Place {
    var record = try Record(sealing: result, key: "r/\(result.document.neuron)", source: "konomi/worker/w", time: .now)
    damage(&record)
    return try transport.publish([record], to: topics.results, partition: nil)[0]
  }

  func publish(
    _ state: Outcome.State, of neuron: String, at place: Place = Place(partition: 0, offset: 0), code: String = "bad_data",
    sha256: String = Digest.sha256([])
  ) throws {
    let outcome = Outcome(
      run: "r", neuron: neuron, state: state, partition: place.partition, offset: place.offset, sha256: state == .succeeded ? sha256 : nil,
      error: state == .dead ? FailureReport(class: .permanent, code: code, message: "no") : nil, worker: "w", seconds: 0.5)
    try transport.publish(
      [Record(sealing: outcome, key: "r/\(neuron)", source: "konomi/worker/w", time: .now)], to: topics.outcomes, partition: nil)
  }

  /// A job as a worker ends it.
  func succeed(_ neuron: String, reason: String = "flat") throws {
    try publish(.succeeded, of: neuron, at: publish(result(of: neuron, reason: reason)))
  }

  /// A job as a worker gives it up.
  func fail(_ neuron: String, code: String = "bad_data", job: ReceivedRecord? = nil) throws {
    let (history, original) = try JobHistory.read(job ?? jobs().first { $0.record.key == "r/\(neuron)" }!)
    let letter = history.deadLetter(
      of: original, error: FailureReport(class: .permanent, code: code, message: "no\nmore"), policy: RetryPolicy(), worker: "w",
      workerVersion: "1", at: Timestamp(milliseconds: 1_795_480_435_120))
    try transport.publish([letter.sealed()], to: topics.deadLetters, partition: nil)
    try publish(.dead, of: neuron, code: code)
  }

  /// All records of a topic, by partition and offset.
  func records(of topic: String) throws -> [ReceivedRecord] {
    var records: [ReceivedRecord] = []
    try transport.read(topic, from: .beginning, content: .whole) { records.append($0) }
    return records.sorted { ($0.place.partition, $0.offset) < ($1.place.partition, $1.offset) }
  }

  /// The workers have taken and ended all jobs.
  func commitJobs() throws {
    let consumer = try transport.consumer(of: [topics.jobs], group: topics.workGroup)
    _ = try consumer.poll(timeout: .zero)
    let ends = try transport.endOffsets(of: topics.jobs).enumerated().map {
      (TopicPartition(topic: topics.jobs, partition: Int32($0)), CommittedOffset($1))
    }
    try consumer.commit(Dictionary(uniqueKeysWithValues: ends), synchronously: true)
    consumer.close()
  }

  func jobs() throws -> [ReceivedRecord] { try records(of: topics.jobs) }

  /// Collects until the end, or until `isEnough` holds.
  /// - Returns: how it ended, and the log's lines.
  func collect(
    into folder: URL, patience: Duration = .seconds(60), until isEnough: (RunProgress) -> Bool = { _ in false }
  ) throws -> (end: Collector.End, log: [String]) {
    let lines = Mutex<[String]>([])
    return try withoutActuallyEscaping(isEnough) { isEnough in
      let stop = StopSignal()
      let log = Log("test", sink: LogSink { line in lines.withLock { $0.append(line) } })
      var collector = Collector(
        transport: transport, topics: topics, manifest: manifest,
        directory: try ResultsDirectory(opening: folder, for: manifest.description), version: "test", log: log)
      collector.patience = patience
      let end = try collector.run(stop: stop) { if isEnough($0) { stop.request() } }
      return (end, lines.withLock { $0 })
    }
  }
}
