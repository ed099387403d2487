import CRdKafka
import Queue

/// Owns a `rd_kafka_queue_t`, on which answers to requests arrive.
final class EventQueue {
  let pointer: OpaquePointer

  init(of client: OpaquePointer) { pointer = rd_kafka_queue_new(client) }

  deinit { rd_kafka_queue_destroy(pointer) }

  /// Hands the next event to the body, or returns nil when none came within the timeout.
  func next<Result>(_ timeout: Duration, _ body: (OpaquePointer) throws -> Result) rethrows -> Result? {
    guard let event = rd_kafka_queue_poll(pointer, timeout.milliseconds) else { return nil }
    defer { rd_kafka_event_destroy(event) }
    return try body(event)
  }
}

extension Duration {
  /// Whole milliseconds, as librdkafka wants its timeouts.
  var milliseconds: Int32 { Int32(clamping: Int64((self / .milliseconds(1)).rounded(.up))) }
}
