import Queue
import Synchronization

/// The clients that read ranges: as many as ever read at one time, each used again by the next who reads.
final class KafkaRangeReaders: Sendable {
  private let settings: KafkaSettings
  private let clock: BrokerClock
  private let idle = Mutex<[KafkaRangeReader]>([])

  init(_ settings: KafkaSettings, clock: BrokerClock) {
    self.settings = settings
    self.clock = clock
  }

  func use<Answer>(_ body: (KafkaRangeReader) throws -> Answer) throws -> Answer {
    let reader = try idle.withLock { $0.popLast() } ?? KafkaRangeReader(settings, clock: clock)
    defer { if !reader.isBeyondUse { idle.withLock { $0.append(reader) } } }
    return try body(reader)
  }

  deinit { for reader in idle.withLock({ $0 }) { reader.close() } }
}
