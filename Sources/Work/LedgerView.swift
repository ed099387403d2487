import Messages
import Queue

/// What a worker has read of the ledger: of the present all, as it is written; of the past as much as the jobs at hand need, once. With it a job whose neuron has a result
/// already is not computed again, where a run was submitted twice, say, or the group's offsets are gone.
///
/// A look is a look into a table in memory. It is best effort: what is not known here is computed, which does no harm.
final class LedgerView: @unchecked Sendable {
  /// Where the past has to be read, so much more of it is, so that the next job does not ask for it again.
  private static let margin: Int64 = 600_000
  /// No more of the past is read at once, by partition.
  private static let mostPast: Int64 = 100_000
  /// Where the past could not be read, it is not asked for again at once.
  private static let pause = Duration.seconds(30)
  /// So long a job waits while another's past is read.
  private static let patience = Duration.seconds(10)

  private let transport: any Transport
  private let topic: String

  // Touched only while the condition is locked.
  private let condition = MonotonicCondition()
  private var known = KnownSuccesses()
  /// Between these offsets all is read, by partition; empty before anything is.
  private var read: [Range<Int64>] = []
  /// From this moment of the broker's on all is read; nil where that is not known.
  private var since: Timestamp?
  private var isReadingPast = false
  private var nextTry = ContinuousClock.now
  /// Whether this worker has no right to read the ledger.
  private var isClosed = false

  init(transport: any Transport, topic: String) {
    self.transport = transport
    self.topic = topic
  }

  /// Where whoever follows the ledger is to go on; nothing where it is not to be followed.
  func positions() throws -> [TopicPartition: Int64] {
    if condition.withLock({ !isClosed && read.isEmpty }) {
      let ends = try transport.endOffsets(of: topic)
      let now = transport.clock.now
      condition.withLock {
        read = ends.map { $0..<$0 }
        since = now
      }
    }
    return condition.withLock {
      guard !isClosed else { return [:] }
      return .init(byTopic: [topic: read.map(\.upperBound)])
    }
  }

  /// This worker may not read the ledger.
  func close() { condition.withLock { isClosed = true } }

  /// A record of the ledger was read.
  func enter(_ received: ReceivedRecord) {
    condition.withLock {
      keep(received)
      let partition = Int(received.place.partition)
      guard partition < read.count, received.offset >= read[partition].upperBound else { return }
      read[partition] = read[partition].lowerBound..<received.offset + 1
    }
  }

  /// Whether a job need not be computed.
  /// - Parameter published: when the broker took the job.
  func isSuperfluous(_ key: String, published: Timestamp) -> Bool {
    readPast(from: published)
    return condition.withLock { known.isSuperfluous(key, published: published.milliseconds) }
  }

  /// Reads what of the ledger was written since then and is not read yet.
  private func readPast(from time: Timestamp) {
    let from = Timestamp(milliseconds: time.milliseconds - Self.margin)
    let end = ContinuousClock.now + Self.patience
    let gap: [Range<Int64>]? = condition.withLock {
      while isReadingPast, condition.wait(until: end) {}
      guard !isReadingPast, !isClosed, let since, time < since, .now >= nextTry else { return nil }
      isReadingPast = true
      return read
    }
    guard let gap else { return }
    let found = try? past(before: gap.map(\.lowerBound), from: from)
    condition.withLock {
      isReadingPast = false
      if let found {
        for (partition, first) in found.enumerated() where first < read[partition].lowerBound {
          read[partition] = first..<read[partition].upperBound
        }
        since = from
      } else {
        nextTry = .now + Self.pause
      }
      condition.broadcast()
    }
  }

  /// - Returns: where it began, by partition.
  private func past(before ends: [Int64], from time: Timestamp) throws -> [Int64] {
    let starts = try transport.offsets(of: topic, at: time)
    var firsts = ends
    var ranges: [TopicPartition: Range<Int64>] = [:]
    for (partition, (start, end)) in zip(starts, ends).enumerated() where start < end {
      firsts[partition] = max(start, end - Self.mostPast)
      ranges[TopicPartition(topic: topic, partition: Int32(partition))] = firsts[partition]..<end
    }
    try transport.read(ranges, content: .whole) { received in condition.withLock { keep(received) } }
    return firsts
  }

  private func keep(_ received: ReceivedRecord) {
    guard !received.record.isTombstone else { return known.enter(received.record.key, nil, at: received.timestamp) }
    // What cannot be read says nothing of a neuron.
    if let outcome = try? received.record.open(Outcome.self) { known.enter(received.record.key, outcome.state, at: received.timestamp) }
  }
}
