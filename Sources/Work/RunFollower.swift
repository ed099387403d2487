import Foundation
import Messages
import Queue
import Synchronization

/// Knows what is said of the runs' states, and whether there is a topic of jobs for this version of the method: reads it on a thread of its own, so that a worker obeys within
/// a moment.
final class RunFollower: @unchecked Sendable {
  /// Not at once again what has just failed.
  private static let pause = Duration.seconds(1)
  /// How often is looked whether somebody has made the topic of this version.
  private static let lookInterval = Duration.seconds(10)

  private let transport: any Transport
  private let topics: Topics
  private let methodVersion: Int
  private let hindrances: Hindrances
  private let board: Mutex<RunBoard>
  private let isEnding = Atomic<Bool>(false)
  private let hasOwnTopic = Atomic<Bool>(false)

  // Touched only while the condition is locked.
  private let condition = MonotonicCondition()
  private var hasCaughtUp = false

  init(transport: any Transport, topics: Topics, methodVersion: Int, hindrances: Hindrances) {
    self.transport = transport
    self.topics = topics
    self.methodVersion = methodVersion
    self.hindrances = hindrances
    board = Mutex(RunBoard(methodVersion: methodVersion))
  }

  /// Follows until `end`.
  func start() {
    Thread.detachNewThread { [self] in
      while !isEnding.load(ordering: .relaxed) {
        do {
          try follow()
        } catch {
          hindrances.note(.following, error as? QueueError ?? QueueError(.broker, "The runs' states cannot be read: \(error)"))
          wait(Self.pause)
        }
      }
    }
  }

  func end() {
    isEnding.store(true, ordering: .relaxed)
    condition.broadcast()
  }

  /// Whether all states have been read that stood in the topic at the start; waits for that for a moment.
  func isReady(within patience: Duration) -> Bool {
    let end = ContinuousClock.now + patience
    return condition.withLock {
      while !hasCaughtUp, condition.wait(until: end) {}
      return hasCaughtUp
    }
  }

  /// The topics from which a worker of this version takes jobs.
  var jobTopics: [String] {
    [topics.jobs, topics.retry] + (hasOwnTopic.load(ordering: .relaxed) ? [topics.jobs(ofMethodVersion: methodVersion)] : [])
  }

  func admission(run: String, methodVersion: Int) -> RunBoard.Admission {
    board.withLock { $0.admission(run: run, methodVersion: methodVersion) }
  }

  func isCancelled(_ run: String) -> Bool { board.withLock { $0.isCancelled(run) } }

  private func follow() throws {
    let reader = try transport.reader(of: topics.states, from: transport.watermarks(of: topics.states).map(\.start))
    defer { reader.close() }
    var isAtEnd = false
    var nextLook = ContinuousClock.now
    while !isEnding.load(ordering: .relaxed) {
      if .now >= nextLook, !hasOwnTopic.load(ordering: .relaxed) {
        if try exists(topics.jobs(ofMethodVersion: methodVersion)) { hasOwnTopic.store(true, ordering: .relaxed) }
        nextLook = .now + Self.lookInterval
      }
      if let received = try reader.next(timeout: .milliseconds(isAtEnd ? 200 : 20)) {
        // What cannot be read says nothing of a run; whoever looks at the run itself complains.
        if let said = try? received.record.open(RunState.self) {
          board.withLock { $0.enter(run: said.run, state: said.state) }
        }
      } else if !isAtEnd, try reader.isAtEnd() {
        isAtEnd = true
        condition.withLock { hasCaughtUp = true }
        condition.broadcast()
      }
      hindrances.clear(.following)
    }
  }

  private func exists(_ topic: String) throws -> Bool {
    do {
      _ = try transport.watermarks(of: topic)
      return true
    } catch let error as QueueError where error.code == .topicUnfit || error.code == .notAuthorised {
      // Nobody need have made it, or given this worker a right to it.
      return false
    }
  }

  private func wait(_ patience: Duration) {
    let end = ContinuousClock.now + patience
    condition.withLock { while !isEnding.load(ordering: .relaxed), condition.wait(until: end) {} }
  }
}
