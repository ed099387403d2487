import Foundation
import Messages
import Queue
import Synchronization
import Telemetry

/// Knows what is said of the runs' states, what the ledger says of jobs, and whether there is a topic of jobs for this version of the method: reads it on a thread of its own,
/// by one client, so that a worker obeys within a moment.
final class RunFollower: @unchecked Sendable {
  /// Not at once again what has just failed.
  private static let pause = Duration.seconds(1)
  /// How often is looked whether somebody has made the topic of this version.
  private static let lookInterval = Duration.seconds(10)

  private let transport: any Transport
  private let topics: Topics
  private let methodVersion: Int
  private let hindrances: Hindrances
  private let log: Log
  private let board: Mutex<RunBoard>
  let ledger: LedgerView
  private let isEnding = Atomic<Bool>(false)
  private let hasOwnTopic = Atomic<Bool>(false)
  private let missesTopics = Atomic<Bool>(false)

  // Touched only while the condition is locked.
  private let condition = MonotonicCondition()
  private var hasCaughtUp = false

  init(transport: any Transport, topics: Topics, methodVersion: Int, hindrances: Hindrances, log: Log) {
    self.transport = transport
    self.topics = topics
    self.methodVersion = methodVersion
    self.hindrances = hindrances
    self.log = log
    board = Mutex(RunBoard(methodVersion: methodVersion))
    ledger = LedgerView(transport: transport, topic: topics.outcomes)
  }

  /// Follows until `end`.
  func start() {
    Thread.detachNewThread { [self] in
      while !isEnding.load(ordering: .relaxed) {
        do {
          try follow()
        } catch let error as QueueError where error.code == .notAuthorised && (try? transport.watermarks(of: topics.states)) != nil {
          // Without the ledger jobs are computed that need not be, and that is all.
          ledger.close()
          hindrances.note(.following, error)
          wait(Self.pause)
        } catch let error as QueueError where error.code == .topicMissing && !condition.withLock({ hasCaughtUp }) {
          // Nobody has submitted a run yet. That hinders nothing.
          if !missesTopics.exchange(true, ordering: .relaxed) {
            log.info("no topics yet: the first konomi coordinate with this prefix makes them", ["missing": error.description])
          }
          wait(Self.pause)
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

  /// Whether the queue's topics were not there when they were last looked for.
  var isWithoutTopics: Bool { missesTopics.load(ordering: .relaxed) }

  /// The topics from which a worker of this version takes jobs.
  var jobTopics: [String] {
    [topics.jobs, topics.retry] + (hasOwnTopic.load(ordering: .relaxed) ? [topics.jobs(ofMethodVersion: methodVersion)] : [])
  }

  func admission(run: String, methodVersion: Int) -> RunBoard.Admission {
    board.withLock { $0.admission(run: run, methodVersion: methodVersion) }
  }

  func isCancelled(_ run: String) -> Bool { board.withLock { $0.isCancelled(run) } }

  private func follow() throws {
    // As far as the topic reaches now: whoever waited for a pause in all that is followed would wait for ever where others are busy.
    let ends = try transport.read(topics.states, from: .beginning, content: .whole, enter)
    var starts = try ledger.positions()
    starts.merge(.init(byTopic: [topics.states: ends])) { $1 }
    lookForOwnTopic()
    let reader = try transport.reader(from: starts)
    defer { reader.close() }
    condition.withLock { hasCaughtUp = true }
    missesTopics.store(false, ordering: .relaxed)
    condition.broadcast()
    var nextLook = ContinuousClock.now + Self.lookInterval
    while !isEnding.load(ordering: .relaxed) {
      if .now >= nextLook {
        lookForOwnTopic()
        nextLook = .now + Self.lookInterval
      }
      if let received = try reader.next(timeout: .milliseconds(200)) { enter(received) }
      hindrances.clear(.following)
    }
  }

  private func enter(_ received: ReceivedRecord) {
    if received.place.topic == topics.outcomes {
      ledger.enter(received)
    } else if let said = try? received.record.open(RunState.self) {
      // What cannot be read says nothing of a run; whoever looks at the run itself complains.
      board.withLock { $0.enter(run: said.run, state: said.state) }
    }
  }

  /// Whether somebody has made the topic of this version. Nobody need have, or have given this worker a right to it; and a broker that does not answer is asked again.
  private func lookForOwnTopic() {
    guard !hasOwnTopic.load(ordering: .relaxed), (try? transport.watermarks(of: topics.jobs(ofMethodVersion: methodVersion))) != nil else {
      return
    }
    hasOwnTopic.store(true, ordering: .relaxed)
  }

  private func wait(_ patience: Duration) {
    let end = ContinuousClock.now + patience
    condition.withLock { while !isEnding.load(ordering: .relaxed), condition.wait(until: end) {} }
  }
}
