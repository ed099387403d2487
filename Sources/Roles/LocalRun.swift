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
    if let complaint = MemoryRoom.now().complaint(aboutStimuliOf: submission.stimuli.count) { throw RolesError(.noMemory, complaint) }
    let transport = InMemoryTransport()
    let topics = try Topics()
    try transport.prepare(topics.specifications(partitions: 1, replicationFactor: 1, minimumInSyncReplicas: 1).map(Self.unlimited))
    let coordinator = try Coordinator(transport: transport, topics: topics, run: submission.derivedRunID, submission: submission)
    let manifest: Manifest
    do {
      manifest = try coordinator.submit(isKept: { directory.holdsResult(of: $0) }, isCancelled: { stop.isRequested }).manifest
    } catch is CancellationError { return false }
    let worker = Worker(
      transport: transport, topics: topics,
      settings: .init(name: "local", version: version, slots: slots, exitWhenIdle: false), stop: stop, log: log)
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
      isOver = try collector.run(stop: stop, progress: progress) == .over
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

  /// In one process no broker limits a message.
  private static func unlimited(_ topic: TopicSpecification) -> TopicSpecification {
    var topic = topic
    topic.settings["max.message.bytes"] = String(Int32.max)
    return topic
  }
}
