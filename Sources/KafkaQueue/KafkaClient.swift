import CRdKafka
import Foundation
import Queue
import Synchronization

/// Owns a `rd_kafka_t`. Freed within a deadline: librdkafka may wait for ever for a broker that is gone.
final class KafkaClient: Sendable {
  enum Kind { case producer, consumer }

  nonisolated(unsafe) let pointer: OpaquePointer
  let journal: ClientJournal
  let settings: KafkaSettings
  private let isClosed = Atomic<Bool>(false)
  private let isConsumer: Bool

  /// - Parameters:
  ///   - properties: what this kind of client needs; the settings' own properties come on top.
  ///   - configure: sets callbacks.
  /// - Throws: `.broker` naming the property that librdkafka refuses.
  init(_ kind: Kind, _ settings: KafkaSettings, _ properties: [String: String], configure: (OpaquePointer) -> Void = { _ in }) throws {
    self.settings = settings
    isConsumer = kind == .consumer
    journal = ClientJournal(log: settings.log)
    guard let configuration = rd_kafka_conf_new() else { throw QueueError(.broker, "librdkafka is out of memory.") }
    do {
      try KafkaClient.apply(settings, properties, to: configuration)
    } catch {
      rd_kafka_conf_destroy(configuration)
      throw error
    }
    rd_kafka_conf_set_log_cb(configuration, journalLog)
    rd_kafka_conf_set_error_cb(configuration, journalError)
    configure(configuration)
    // Released when the client is gone; see `close`.
    rd_kafka_conf_set_opaque(configuration, Unmanaged.passRetained(journal).toOpaque())
    var reason = [CChar](repeating: 0, count: 512)
    guard let client = rd_kafka_new(kind == .producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER, configuration, &reason, reason.count) else {
      rd_kafka_conf_destroy(configuration)
      Unmanaged.passUnretained(journal).release()
      throw QueueError(.broker, "The Kafka client's settings do not work: \(text(reason)).")
    }
    pointer = client
  }

  deinit { close() }

  /// Leaves the group, where it is a consumer, and frees the client, within the settings' deadline. What is not done by then is abandoned with its thread.
  func close() {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
    nonisolated(unsafe) let client = pointer
    let journal = journal
    let isConsumer = isConsumer
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      if isConsumer { rd_kafka_consumer_close(client) }
      rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
      Unmanaged.passUnretained(journal).release()
      done.signal()
    }
    if done.wait(timeout: .now() + settings.closeTimeout / .seconds(1)) == .timedOut {
      settings.log("The Kafka client did not close within \(settings.closeTimeout): abandoned.")
    }
  }

  /// The error of a call, with what is known of the connection.
  func failure(_ error: rd_kafka_resp_err_t, _ attempt: String) -> QueueError {
    if let fatal = journal.fatal { return .kafka(RD_KAFKA_RESP_ERR__FATAL, attempt, detail: fatal.text) }
    guard QueueError.code(of: error) == .unreachable, let trouble = journal.trouble else { return .kafka(error, attempt) }
    let cause = QueueError.code(of: trouble.error) == .notAuthorised ? trouble.error : error
    var failure = QueueError.kafka(cause, attempt, detail: trouble.text)
    if failure.code == .notAuthorised, settings.asksForScram, rd_kafka_version() < 0x0206_01ff {
      failure.description +=
        " librdkafka \(String(cString: rd_kafka_version_str())) cannot use SCRAM with brokers of Apache Kafka 3.7.2, 3.8.1, 3.9 or later: "
        + "use mutual TLS, PLAIN over TLS, or librdkafka 2.6.1 or later (Debian 13)."
    }
    return failure
  }

  /// Throws for what a consumer cannot read on from; troubles that librdkafka mends by itself are only remembered.
  func check(_ error: rd_kafka_resp_err_t, _ attempt: String) throws {
    let failure = failure(error, attempt)
    if failure.isFatal || failure.code == .notAuthorised || failure.code == .topicMissing { throw failure }
    journal.write(failure.description)
  }

  private static func apply(_ settings: KafkaSettings, _ properties: [String: String], to configuration: OpaquePointer) throws {
    if let property = settings.properties.keys.sorted().first(where: KafkaSettings.fixed.contains) {
      throw QueueError(.broker, "The Kafka property \(property) cannot be set: the delivery rules rest on it. Leave it out.")
    }
    var all = ["bootstrap.servers": settings.brokers, "client.id": "konomi", "socket.nagle.disable": "true"]
    all.merge(properties) { $1 }
    all.merge(settings.properties) { $1 }
    for (name, value) in all.sorted(by: { $0.key < $1.key }) {
      var reason = [CChar](repeating: 0, count: 512)
      guard rd_kafka_conf_set(configuration, name, value, &reason, reason.count) != RD_KAFKA_CONF_OK else { continue }
      // The value may be a secret, and some of librdkafka's sentences repeat it.
      let sentence = settings.properties[name] == nil ? text(reason) : text(reason).replacingOccurrences(of: value, with: "…")
      throw QueueError(.broker, "The Kafka property \(name) is refused: \(sentence).")
    }
  }
}

/// The text that librdkafka wrote into a buffer.
func text(_ buffer: [CChar]) -> String {
  String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
