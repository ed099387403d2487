import Foundation
import Messages
import Queue
import Synchronization

/// Knows what is said of the runs' states: reads it on a thread of its own, so that a worker obeys within a moment.
final class RunFollower: Sendable {
  private let transport: any Transport
  private let topics: Topics
  private let hindrances: Hindrances
  private let board: Mutex<RunBoard>
  private let hasCaughtUp = Atomic<Bool>(false)
  private let isEnding = Atomic<Bool>(false)

  init(transport: any Transport, topics: Topics, methodVersion: Int, hindrances: Hindrances) {
    self.transport = transport
    self.topics = topics
    self.hindrances = hindrances
    board = Mutex(RunBoard(methodVersion: methodVersion))
  }

  /// Follows until `end`.
  func start() {
    Thread.detachNewThread { [self] in
      while !isEnding.load(ordering: .relaxed) {
        do {
          try follow()
        } catch let error as QueueError {
          hindrances.note(.following, error)
          Thread.sleep(forTimeInterval: 1)
        } catch {}
      }
    }
  }

  func end() { isEnding.store(true, ordering: .relaxed) }

  /// Whether all states have been read that stood in the topic at the start.
  var isReady: Bool { hasCaughtUp.load(ordering: .acquiring) }

  func admission(run: String, methodVersion: Int) -> RunBoard.Admission {
    board.withLock { $0.admission(run: run, methodVersion: methodVersion) }
  }

  func isCancelled(_ run: String) -> Bool { board.withLock { $0.isCancelled(run) } }

  private func follow() throws {
    let reader = try transport.reader(of: topics.states, from: transport.watermarks(of: topics.states).map(\.start))
    defer { reader.close() }
    while !isEnding.load(ordering: .relaxed) {
      if let received = try reader.next(timeout: .milliseconds(200)) {
        // What cannot be read says nothing of a run; whoever looks at the run itself complains.
        if let said = try? received.record.open(RunState.self) {
          board.withLock { $0.enter(run: said.run, state: said.state) }
        }
      } else if !isReady, try reader.isAtEnd() {
        hasCaughtUp.store(true, ordering: .releasing)
      }
      hindrances.clear(.following)
    }
  }
}
