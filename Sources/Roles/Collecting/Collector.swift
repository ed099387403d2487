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
    /// Nothing more will come, but so many results were deleted from the topic before they were collected, so many jobs ended because the stimuli had been deleted, and so many
    /// neurons have neither an outcome nor a job in the queue; the report of what there is is written.
    case incomplete(gone: Int, starved: Int, absent: Int)
    /// A stop was requested. Collecting again goes on from the directory.
    case stopped
  }

  /// How often is looked whether results that are awaited are still there.
  private static let interval = Duration.seconds(5)
  /// For so long is waited, in silence, for whoever publishes lost stimuli or jobs again.
  var patience = Duration.seconds(30)

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
    let ended = try directory.ended()
    var collection = try CollectedRun(
      manifest: manifest, imageShape: imageShape(), directory: directory, ended: ended, tally: startingTally(ended))
    let reader = try PatientReader(transport, from: offsets(of: collection.tally), log: log)
    defer { reader.close() }
    var ends: [String: [Int64]]?
    var notes = Notes(directory: isQueueLasting ? directory : nil)
    var nextLook = ContinuousClock.now
    var lastSign = ContinuousClock.now
    var missing = MissingJobs(quiet: patience)
    var stranded = StrandedJobs(RunReader(transport, topics), run: manifest.run, log: log)
    while true {
      // Also where nothing came: whoever watches sees that it is alive.
      progress(collection.progress)
      if stop.isRequested {
        try notes.write(collection.tally)
        return .stopped
      }
      let received = try reader.next(timeout: .milliseconds(200))
      if let received {
        try take(received, &collection, &stranded)
        notes.isOutdated = true
        if received.record.key.hasPrefix(keyPrefix) {
          stranded.noteSign()
          lastSign = .now
          missing.noteSign(at: lastSign)
        }
      } else if collection.awaitsResults, ContinuousClock.now >= nextLook, !reader.isCutOff {
        try lookForGone(&collection)
        nextLook = .now + Self.interval
      }
      try notes.writeIfDue(collection.tally)
      if collection.state == .running, !reader.isCutOff { try stranded.look() }
      if isQueueLasting, !reader.isCutOff, missing.isDue(at: .now) { try lookForJobs(&missing, &collection) }
      // Whatever stands in the topics by then is read too: a requeued job's result, a duplicate.
      let isIncomplete = collection.isIncomplete && (collection.starved.isEmpty || .now - lastSign >= patience)
      guard collection.isOver || isIncomplete || collection.state == .cancelled else { continue }
      if ends == nil { ends = try? Self.collected.reduce(into: [:]) { $0[$1] = try transport.endOffsets(of: topics.name($1)) } }
      if try ends.map(collection.tally.hasReached) ?? false || received == nil && reader.isAtEnd() { break }
    }
    progress(collection.progress)
    try notes.write(collection.tally)
    let provenance = collection.tally.provenance(
      version: version, finished: .now, host: ProcessInfo.processInfo.hostName, quarantined: directory.quarantinedCount)
    try Self.writeReport(directory, provenance: provenance)
    if collection.isOver { return .over }
    return collection.state == .cancelled ? .cancelled : collection.incomplete
  }

  /// Looks, after a long silence, whether there are jobs of those that something is awaited of. What the topics do not tell now they tell later.
  private func lookForJobs(_ missing: inout MissingJobs, _ collection: inout CollectedRun) throws {
    do {
      let runs = RunReader(transport, topics)
      let queued = try runs.standingJobs(of: runs.submitted(manifest.run)).all
      let before = collection.absent
      collection.note(withoutJob: missing.look(waiting: collection.waiting, queued: queued, at: .now))
      let found = collection.absent.subtracting(before).sorted()
      guard !found.isEmpty else { return }
      log.error(
        "neurons wait, but their jobs are nowhere in the queue: they will not be done; submit the run again",
        ["neurons": String(found.count), "first": found[0], "topic": topics.jobs])
    } catch let error as QueueError where error.isRetriable {}
  }

  /// Says of results that outcomes speak of and that the topic no longer holds. What the topic does not tell now it tells later.
  private func lookForGone(_ collection: inout CollectedRun) throws {
    let before = collection.gone
    do {
      collection.lookForGone(before: try transport.watermarks(of: topics.results).map(\.start))
    } catch let error as QueueError where error.isRetriable {
      return
    }
    let found = collection.gone.subtracting(before).sorted()
    guard !found.isEmpty else { return }
    log.error(
      "results are no longer in their topic, or in quarantine: they will not come; submit the run again",
      ["neurons": String(found.count), "first": found[0], "topic": topics.results])
  }

  /// The shape of the run's images, by the beginning of its stimuli; nil where they are gone: then the first result tells.
  private func imageShape() -> [Int]? {
    let input = manifest.stimuli
    let place = TopicPartition(topic: topics.name(input.topic), partition: input.partition)
    guard let reader = try? transport.reader(from: [place: input.offsets[0]]) else { return nil }
    defer { reader.close() }
    guard let received = try? reader.next(timeout: .seconds(5)), received.offset == input.offsets[0],
      let chunk = try? StimulusChunk(opening: received.record), chunk.whole == input.sha256,
      let shape = try? Safetensors.shape(of: "stimuli", inBeginning: chunk.bytes)
    else { return nil }
    return Array(shape.dropFirst())
  }

  /// What the keys of the run's records begin with.
  private var keyPrefix: String { manifest.run + "/" }

  /// The topics that are collected.
  private static let collected = ["results", "outcomes"]

  /// Where to go on: at the offsets that the directory's last collector wrote down, unless they are of another queue or lie before results that are no longer there.
  private func startingTally(_ ended: EndedNeurons) throws -> Tally {
    let reader = RunReader(transport, topics)
    let starts = try Self.collected.reduce(into: [:]) { $0[$1] = try reader.starts(of: $1, manifest) }
    let kept = isQueueLasting ? try directory.tally(of: manifest.run) : nil
    let fresh = Tally(run: manifest.run, started: kept?.started ?? Timestamp.now.description, positions: starts)
    guard let kept else { return fresh }
    let ends = try Self.collected.reduce(into: [:]) { $0[$1] = try transport.endOffsets(of: topics.name($1)) }
    let goesOn =
      kept.isWithin(starts: starts, ends: ends)
      && kept.endings.allSatisfy { $0.value.results == 0 || ended.hasResult($0.key) }
    return goesOn ? kept : fresh
  }

  private func offsets(of tally: Tally) throws -> [TopicPartition: Int64] {
    var positions = tally.positions
    positions["states"] = try transport.watermarks(of: topics.states).map(\.start)
    return .init(byTopic: Dictionary(uniqueKeysWithValues: positions.map { (topics.name($0), $1) }))
  }

  /// One message: it is accepted, kept in quarantine, or another run's.
  private func take(_ received: ReceivedRecord, _ collection: inout CollectedRun, _ stranded: inout StrandedJobs) throws {
    if received.place.topic == topics.states {
      guard received.record.key == manifest.run, !received.record.isTombstone else { return }
      // What cannot be read says nothing of the run.
      guard let said = (try? received.record.open(RunState.self)).map({ SaidState(state: $0, time: received.timestamp) }) else { return }
      stranded.pausedAt = said.pausedAt
      let state = said.state.state
      if state != collection.state { log.info("the run is \(state.rawValue)", ["run": manifest.run]) }
      collection.state = state
      return
    }
    defer { collection.advance(past: received, of: received.place.topic == topics.results ? "results" : "outcomes") }
    guard received.record.key.hasPrefix(keyPrefix) else { return }
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

  static func report(_ directory: ResultsDirectory) -> PopulationReport {
    let run = directory.run
    return PopulationReport(
      recording: run.recording, degreesPerPixel: run.degreesPerPixel, seed: run.seed, settings: run.settings,
      methodVersion: run.methodVersion, neurons: run.neurons, warnings: run.warnings, split: run.split)
  }

  /// Writes the report of what a directory holds.
  public static func writeReport(_ directory: ResultsDirectory, provenance: Provenance) throws {
    try report(directory).write(to: directory.folder, provenance: provenance) { place in
      let neuron = directory.run.neurons[place].id
      if let result = try directory.neuronResult(of: neuron) { return .result(result) }
      return try directory.failure(of: neuron).map { .dead($0) } ?? .missing
    }
  }
}
