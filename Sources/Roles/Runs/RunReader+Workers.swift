import Foundation
import Messages
import Queue
import Work

/// A worker that is there.
struct PresentWorker {
  /// What it last said of itself.
  var state: WorkerState
  /// How far its host's clock is from the brokers'.
  var clock: ClockDifference
}

extension RunReader {
  /// A worker that has not spoken for so long is not there, in milliseconds.
  private static let silence: Int64 = 15_000

  /// What workers of any run last said of themselves, those that are there. How long ago each spoke is told by the broker's stamps alone, beside the newest of them; whether that one
  /// is new, where this host's clock does not have it so, by listening.
  /// - Parameters:
  ///   - now: this host's clock.
  ///   - listening: a little longer than the time between two words of a worker.
  func workers(at now: Timestamp = .now, listening: Duration = .milliseconds(3500)) throws -> [PresentWorker] {
    guard var newest = try newestWord() else { return [] }
    if !(-Self.silence...Self.silence).contains(now.milliseconds - newest) {
      // Either nobody is there, or the clock is wrong.
      guard try somebodySpeaks(within: listening) else { return [] }
      newest = try newestWord() ?? newest
    }
    var words: [String: [ReceivedRecord]] = [:]
    try transport.read(topics.workers, from: .time(Timestamp(milliseconds: newest - Self.silence)), content: .whole) { received in
      words[received.record.key, default: []].append(received)
    }
    return words.values.compactMap(Self.present)
  }

  /// Of a worker's words the last says how it is. Where its clock seems to be wrong the others are read too: the one that was under way for the shortest time tells best.
  private static func present(_ words: [ReceivedRecord]) -> PresentWorker? {
    guard let last = words.last.flatMap(opened), last.state.alive else { return nil }
    guard last.clock.isLarge else { return last }
    let seconds = words.compactMap(opened).map(\.clock.seconds).max() ?? last.clock.seconds
    return PresentWorker(state: last.state, clock: ClockDifference(seconds: seconds))
  }

  private static func opened(_ received: ReceivedRecord) -> PresentWorker? {
    guard let state = try? received.record.open(WorkerState.self) else { return nil }
    return PresentWorker(state: state, clock: ClockDifference(seconds: state.time - Double(received.timestamp) / 1000))
  }

  /// When the broker took the last word of any worker, in milliseconds since 1970.
  private func newestWord() throws -> Int64? {
    var ranges: [TopicPartition: Range<Int64>] = [:]
    for (partition, marks) in try transport.watermarks(of: topics.workers).enumerated() where marks.start < marks.end {
      ranges[TopicPartition(topic: topics.workers, partition: Int32(partition))] = marks.end - 1..<marks.end
    }
    var newest: Int64?
    try transport.read(ranges, content: .keys) { newest = max(newest ?? .min, $0.timestamp) }
    return newest
  }

  private func somebodySpeaks(within time: Duration) throws -> Bool {
    let ends = try transport.endOffsets(of: topics.workers)
    let deadline = ContinuousClock.now + time
    while ContinuousClock.now < deadline {
      Thread.sleep(forTimeInterval: 0.05)
      if try transport.endOffsets(of: topics.workers) != ends { return true }
    }
    return false
  }
}
