import Analysis
import Foundation
import Messages
import Queue
import Synchronization
import Telemetry
import Work

/// Coordinator, worker and collector in one process over the in-memory transport. The results directory, not the queue, says what is done, so a run that was killed goes on.
public struct LocalRun {
  private let submission: Submission
  private let directory: ResultsDirectory
  private let slots: Int
  private let version: String
  private let log: Log

  public init(submission: Submission, directory: ResultsDirectory, slots: Int, version: String, log: Log) {
    self.submission = submission
    self.directory = directory
    self.slots = slots
    self.version = version
    self.log = log
  }

  /// - Returns: whether the run is over and the report written; false where it was stopped.
  /// - Throws: `RolesError(.noMemory)` before anything is computed.
  public func run(stop: StopSignal, progress: (RunProgress) -> Void) throws -> Bool {
    let room = MemoryRoom.now()
    let complaint =
      room.complaint(aboutStimuliOf: submission.stimuli.count)
      ?? room.complaint(about: submission.cost, slots: min(slots, submission.description.neurons.count))
    if let complaint { throw RolesError(.noMemory, complaint) }
    let topics = try Topics()
    let transport = InMemoryTransport(retention: { Self.retention(of: $0, topics) })
    try transport.prepare(topics.specifications(partitions: 1, replicationFactor: 1, minimumInSyncReplicas: 1).map(Self.unlimited))
    let coordinator = try Coordinator(transport: transport, topics: topics, run: submission.derivedRunID, submission: submission)
    let manifest: Manifest
    do {
      manifest = try coordinator.submit(isKept: directory.ended().hasResult, isCancelled: { stop.isRequested }).manifest
    } catch is CancellationError { return false }
    let stages = StagesAtWork()
    var settings = Worker.Settings(name: "local", version: version, slots: slots, exitWhenIdle: false)
    settings.stage = stages.note
    let worker = Worker(transport: transport, topics: topics, settings: settings, stop: stop, log: log)
    // What the collector is to read must not go before its own reader is open.
    var guardian: (any RecordReader)? = try transport.reader(
      from: .init(
        byTopic: try [topics.results, topics.outcomes].reduce(into: [:]) { $0[$1] = try transport.endOffsets(of: $1).map { _ in 0 } }))
    let failure = Mutex<(any Error)?>(nil)
    let ended = DispatchSemaphore(value: 0)
    Thread {
      do { try worker.run() } catch {
        failure.withLock { $0 = error }
        stop.request()
      }
      ended.signal()
    }.start()
    let isOver: Bool
    do {
      let collector = Collector(
        transport: transport, topics: topics, manifest: manifest, directory: directory, isQueueLasting: false, version: version, log: log)
      isOver =
        try collector.run(stop: stop) { now in
          guardian?.close()
          guardian = nil
          var now = now
          now.stages = stages.now
          progress(now)
        } == .over
    } catch {
      // The directory is lost (a full disk, say): what is computed now could not be kept.
      stop.request()
      stop.request()
      ended.wait()
      throw error
    }
    stop.request()
    ended.wait()
    if let error = failure.withLock({ $0 }) { throw error }
    return isOver
  }

  /// What the directory holds, or nobody will ask for again, need not be in memory. (The stimuli stay: whoever has lost them reads them again.)
  private static func retention(of topic: String, _ topics: Topics) -> InMemoryRetention? {
    switch topic {
    case topics.jobs, topics.retry: .untilCommitted(group: topics.workGroup)
    case topics.results, topics.outcomes: .untilRead
    // A process's only worker is asked for by nobody, and dead letters lie in the directory as failures.
    case topics.workers, topics.deadLetters: .latest(0)
    default: nil
    }
  }

  /// In one process no broker limits a message.
  private static func unlimited(_ topic: TopicSpecification) -> TopicSpecification {
    var topic = topic
    topic.settings["max.message.bytes"] = String(Int32.max)
    return topic
  }
}

/// What the neurons at work are at.
private final class StagesAtWork: Sendable {
  private let stages = Mutex<[String: RunProgress.Stage]>([:])

  /// - Parameter stage: nil where the neuron's analysis has ended.
  func note(_ neuron: String, _ stage: AnalysisStage?, _ share: Double) {
    stages.withLock { $0[neuron] = stage.map { RunProgress.Stage(stage: $0, share: share) } }
  }

  var now: [RunProgress.Stage] {
    let order = AnalysisStage.allCases
    return stages.withLock { Array($0.values) }.sorted {
      (order.firstIndex(of: $0.stage) ?? 0, $0.share) < (order.firstIndex(of: $1.stage) ?? 0, $1.share)
    }
  }
}
