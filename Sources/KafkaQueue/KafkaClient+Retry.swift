import CRdKafka
import Foundation
import Queue

extension KafkaClient {
  /// Makes a request, and makes it again while what it depends on (a leader, a coordinator, a group, a connection) is loading, moving or away, until the time for it is over. The
  /// one place where requests are repeated.
  /// - Parameters:
  ///   - limit: the time for it; the settings' where none is given.
  ///   - names: the topics that it names. One that the brokers have just made, and not yet told each other of, is waited for; one that they do not have is missing.
  ///   - attempt: is told how much time it has: what is left, or less, so that whoever waits is told within seconds why; each next one has twice as much.
  func retrying<Answer>(
    within limit: Duration? = nil, on names: some Collection<String> = [String](), _ attempt: (_ left: Duration) throws -> Answer
  ) throws -> Answer {
    let start = ContinuousClock.now
    let deadline = start + (limit ?? settings.requestTimeout)
    var schedule = RetrySchedule(within: deadline - start)
    var isTold = false
    while true {
      do {
        return try attempt(min(schedule.patience, max(.milliseconds(100), deadline - .now)))
      } catch let failure as QueueError where ContinuousClock.now + schedule.pause < deadline {
        if failure.code == .topicMissing {
          guard .now - start < Self.propagation, try isPropagating(names, within: deadline - .now) else { throw failure }
        } else if failure.code != .unreachable || failure.isFatal {
          throw failure
        }
        if !isTold, .now - start >= KafkaSettings.signOfLife {
          settings.waiting(failure.description)
          isTold = true
        }
      }
      Thread.sleep(forTimeInterval: schedule.pause / .seconds(1))
      schedule.advance()
    }
  }

  /// Within so long every broker knows of a new topic.
  private static let propagation = Duration.seconds(10)

  /// Whether the cluster says that all these topics are there, though a broker did not know one.
  private func isPropagating(_ names: some Collection<String>, within limit: Duration) throws -> Bool {
    guard !names.isEmpty else { return false }
    let topics = try topics(timeout: limit)
    if let missing = names.first(where: { topics[$0] == nil }) { throw QueueError.missingTopic(missing) }
    return true
  }
}

/// How the attempts at a request follow each other.
struct RetrySchedule {
  /// How long to wait before the next one.
  private(set) var pause = Duration.milliseconds(20)
  /// How long the present one may take.
  private(set) var patience = KafkaSettings.signOfLife
  private let limit: Duration

  /// - Parameter limit: the time for all of them.
  init(within limit: Duration) { self.limit = limit }

  /// An attempt has failed; perhaps at once, and not for the first time.
  mutating func advance() {
    pause = min(pause * 2, .milliseconds(500))
    patience = max(patience, min(patience * 2, limit))
  }
}
