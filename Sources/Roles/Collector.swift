import Foundation
import Messages
import Queue
import Report
import Telemetry

/// Gathers a run's results in a directory, and writes the report once every neuron has an outcome.
public struct Collector {
  private let transport: any Transport
  private let topics: Topics
  private let manifest: Manifest
  private let directory: ResultsDirectory
  private let version: String
  private let log: Log

  public init(transport: any Transport, topics: Topics, manifest: Manifest, directory: ResultsDirectory, version: String, log: Log) {
    self.transport = transport
    self.topics = topics
    self.manifest = manifest
    self.directory = directory
    self.version = version
    self.log = log
  }

  /// The manifest of a run that somebody submitted.
  public static func manifest(of run: String, transport: any Transport, topics: Topics) throws -> Manifest {
    try RunReader(transport, topics).submitted(run).manifest
  }

  /// Collects until the run is over or a stop is requested. What the directory holds already is kept.
  /// - Returns: whether the run is over and the report written.
  public func run(stop: StopSignal, progress: (RunProgress) -> Void) throws -> Bool {
    let reader = RunReader(transport, topics)
    var offsets: [TopicPartition: Int64] = [:]
    for topic in ["results", "outcomes"] {
      for (partition, offset) in try reader.starts(of: topic, manifest).enumerated() {
        offsets[TopicPartition(topic: topics.name(topic), partition: Int32(partition))] = offset
      }
    }
    var tally = try Tally(manifest: manifest, directory: directory)
    let started = Timestamp.now
    progress(tally.progress)
    let records = try transport.reader(from: offsets)
    defer { records.close() }
    while !tally.isOver {
      if stop.isRequested { return false }
      guard let received = try records.next(timeout: .milliseconds(200)) else { continue }
      guard received.record.key.hasPrefix(manifest.run + "/") else { continue }
      do {
        try accept(received, &tally)
      } catch let error as MessageError {
        log.error(
          "a message is not what it should be and is left out",
          [
            "topic": received.place.topic, "partition": String(received.place.partition), "offset": String(received.offset),
            "error": error.description,
          ])
      }
      progress(tally.progress)
    }
    try Self.writeReport(directory, provenance: tally.provenance(run: manifest.run, version: version, started: started))
    return true
  }

  private func accept(_ received: ReceivedRecord, _ tally: inout Tally) throws {
    guard let envelope = received.record.envelope else { return }
    let neuron = try JobKey(received.record.key).neuron
    guard tally.knows(neuron) else { return }
    if received.place.topic == topics.outcomes {
      let outcome = try envelope.open(Outcome.self)
      tally.enter(outcome)
      guard outcome.state == .dead, let failure = outcome.error, !tally.hasResult(neuron) else { return }
      try directory.keep(failure: failure, of: neuron)
      tally.fail(neuron)
    } else {
      let result = try envelope.open(NeuronResult.self)
      guard result.document.stimuliSha256 == manifest.stimuli.sha256, result.document.seed == manifest.seed,
        result.document.methodVersion == manifest.methodVersion
      else { throw MessageError(.invalid, "the result of \(neuron) answers another job") }
      let value = try envelope.content()
      if let first = try directory.result(of: neuron) {
        if tally.isNew(received) { return }
        tally.duplicates += 1
        if first != value {
          log.error("two results of one job differ: the first is kept", ["neuron": neuron, "second": Digest.sha256(value)])
        }
      } else {
        try directory.keep(result: value, of: neuron)
        tally.succeed(neuron, at: received)
      }
    }
  }

  /// Writes the report of what a directory holds.
  public static func writeReport(_ directory: ResultsDirectory, provenance: Provenance) throws {
    let run = directory.run
    let report = PopulationReport(
      recording: run.recording, seed: run.seed, settings: run.settings, methodVersion: run.methodVersion, neurons: run.neurons)
    try report.write(to: directory.folder, provenance: provenance) { place in
      let neuron = run.neurons[place].id
      if let value = try directory.result(of: neuron) { return .result(try NeuronResult(decoding: value)) }
      return try directory.failure(of: neuron).map { .dead($0) } ?? .missing
    }
  }
}
