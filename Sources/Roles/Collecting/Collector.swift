import Formats
import Foundation
import Messages
import Method
import Queue
import Report
import Telemetry
import Work

/// Gathers a run's results in a directory, and writes the report once every neuron has an outcome. The first valid result of a neuron counts; what comes after it is
/// compared with it.
public struct Collector {
  /// How a collection ended.
  public enum End: Sendable, Equatable {
    /// Every neuron has an outcome; the report is written.
    case over
    /// The run was cancelled; the report of what there is is written.
    case cancelled
    /// A stop was requested. Collecting again goes on from the directory.
    case stopped
  }

  /// How often is written down how far the collector is.
  private static let interval = Duration.seconds(5)

  private let transport: any Transport
  private let topics: Topics
  private let manifest: Manifest
  private let directory: ResultsDirectory
  private let isQueueLasting: Bool
  private let version: String
  private let log: Log

  /// - Parameter isQueueLasting: whether the queue outlives this process, so that its offsets mean something to the next one.
  public init(
    transport: any Transport, topics: Topics, manifest: Manifest, directory: ResultsDirectory, isQueueLasting: Bool = true,
    version: String, log: Log
  ) {
    self.transport = transport
    self.topics = topics
    self.manifest = manifest
    self.directory = directory
    self.isQueueLasting = isQueueLasting
    self.version = version
    self.log = log
  }

  /// The manifest of a run that somebody submitted.
  public static func manifest(of run: String, transport: any Transport, topics: Topics) throws -> Manifest {
    try RunReader(transport, topics).submitted(run).manifest
  }

  /// Collects until the run is over or a stop is requested. What the directory holds already is kept.
  public func run(stop: StopSignal, progress: (RunProgress) -> Void) throws -> End {
    var collection = try CollectedRun(manifest: manifest, directory: directory, tally: startingTally())
    let reader = PatientReader(try transport.reader(from: offsets(of: collection.tally)), log: log)
    defer { reader.close() }
    var ends: [String: [Int64]]?
    var written = (tally: collection.tally, time: ContinuousClock.now)
    var stranded = StrandedJobs(RunReader(transport, topics), run: manifest.run, log: log)
    progress(collection.progress)
    while true {
      if stop.isRequested {
        try keep(collection.tally)
        return .stopped
      }
      let received = try reader.next(timeout: .milliseconds(200))
      if let received {
        try take(received, &collection, &stranded)
        if received.record.key.hasPrefix(manifest.run + "/") { stranded.noteSign() }
        progress(collection.progress)
      }
      if ContinuousClock.now - written.time >= Self.interval {
        if collection.tally != written.tally { try keep(collection.tally) }
        written = (collection.tally, .now)
      }
      if collection.state == .running, !reader.isCutOff { try stranded.look() }
      // Whatever stands in the topics by then is read too: a requeued job's result, a duplicate.
      guard collection.isOver || collection.state == .cancelled else { continue }
      if ends == nil { ends = try? Self.collected.reduce(into: [:]) { $0[$1] = try transport.endOffsets(of: topics.name($1)) } }
      if try ends.map(collection.tally.hasReached) ?? false || received == nil && reader.isAtEnd() { break }
    }
    try keep(collection.tally)
    let provenance = collection.tally.provenance(
      version: version, finished: .now, host: ProcessInfo.processInfo.hostName, quarantined: directory.quarantinedCount)
    try Self.writeReport(directory, provenance: provenance)
    return collection.isOver ? .over : .cancelled
  }

  private func keep(_ tally: Tally) throws {
    if isQueueLasting { try directory.keep(tally) }
  }

  /// The topics that are collected.
  private static let collected = ["results", "outcomes"]

  /// Where to go on: at the offsets that the directory's last collector wrote down, unless they are of another queue or lie before results that are no longer there.
  private func startingTally() throws -> Tally {
    let reader = RunReader(transport, topics)
    let starts = try Self.collected.reduce(into: [:]) { $0[$1] = try reader.starts(of: $1, manifest) }
    let kept = isQueueLasting ? try directory.tally(of: manifest.run) : nil
    let fresh = Tally(run: manifest.run, started: kept?.started ?? Timestamp.now.description, positions: starts)
    guard let kept else { return fresh }
    let ends = try Self.collected.reduce(into: [:]) { $0[$1] = try transport.endOffsets(of: topics.name($1)) }
    let goesOn =
      kept.isWithin(starts: starts, ends: ends)
      && kept.endings.allSatisfy { $0.value.results == 0 || directory.holdsResult(of: $0.key) }
    return goesOn ? kept : fresh
  }

  private func offsets(of tally: Tally) throws -> [TopicPartition: Int64] {
    var offsets: [TopicPartition: Int64] = [:]
    var positions = tally.positions
    positions["states"] = try transport.watermarks(of: topics.states).map(\.start)
    for (topic, positions) in positions {
      for (partition, offset) in positions.enumerated() {
        offsets[TopicPartition(topic: topics.name(topic), partition: Int32(partition))] = offset
      }
    }
    return offsets
  }

  /// One message: it is accepted, kept in quarantine, or another run's.
  private func take(_ received: ReceivedRecord, _ collection: inout CollectedRun, _ stranded: inout StrandedJobs) throws {
    if received.place.topic == topics.states {
      guard received.record.key == manifest.run, !received.record.isTombstone else { return }
      let said = SaidState(state: try received.record.open(RunState.self), time: received.timestamp)
      stranded.pausedAt = said.pausedAt
      let state = said.state.state
      if state != collection.state { log.info("the run is \(state.rawValue)", ["run": manifest.run]) }
      collection.state = state
      return
    }
    defer { collection.advance(past: received, of: received.place.topic == topics.results ? "results" : "outcomes") }
    guard received.record.key.hasPrefix(manifest.run + "/") else { return }
    let place = [
      "key": received.record.key, "topic": received.place.topic, "partition": String(received.place.partition),
      "offset": String(received.offset),
    ]
    do {
      guard !received.record.isTombstone else {
        if received.place.topic == topics.outcomes { try collection.reopen(received.record.key) }
        return
      }
      if received.place.topic == topics.outcomes {
        try collection.accept(outcome: received.record)
      } else if try collection.accept(result: received.record) {
        log.error("two results of one job differ: the first is kept, the other lies beside it", place)
      }
    } catch let error as FormatError {
      try directory.quarantine(received, reason: error.description)
      log.error("a message is not what it should be and is kept in quarantine", place.merging(["error": error.description]) { $1 })
    }
  }

  /// Writes the report of what a directory holds.
  public static func writeReport(_ directory: ResultsDirectory, provenance: Provenance) throws {
    let run = directory.run
    let report = PopulationReport(
      recording: run.recording, degreesPerPixel: run.degreesPerPixel, seed: run.seed, settings: run.settings,
      methodVersion: run.methodVersion, neurons: run.neurons, warnings: run.warnings)
    try report.write(to: directory.folder, provenance: provenance) { place in
      let neuron = run.neurons[place].id
      if let value = try directory.result(of: neuron) { return .result(try NeuronResult(decoding: value)) }
      return try directory.failure(of: neuron).map { .dead($0) } ?? .missing
    }
  }
}
