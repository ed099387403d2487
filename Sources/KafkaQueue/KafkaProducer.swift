import CRdKafka
import Dispatch
import Messages
import Queue

/// Publishes records: idempotent, acknowledged by all in-sync replicas. Values arrive compressed, so that the client does not compress again.
final class KafkaProducer: Sendable {
  let client: KafkaClient

  init(_ settings: KafkaSettings) throws {
    client = try KafkaClient(
      .producer, settings,
      [
        "enable.idempotence": "true",
        "acks": "all",
        "message.timeout.ms": String(settings.requestTimeout.milliseconds),
        "compression.codec": "none",
        // As Java's clients and `KeyPartitioner`.
        "partitioner": "murmur2",
        "linger.ms": "1",
        // What is too large is for the topic to say: the client's own limit only bounds memory.
        "message.max.bytes": "100000000",
        // A batch of small records never fails for a topic that would take each of them.
        "batch.size": "262144",
        "allow.auto.create.topics": "false",
      ]
    ) { configuration in
      // Delivery reports and errors are served by a thread of librdkafka's own.
      rd_kafka_conf_set_events(configuration, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR)
      rd_kafka_conf_set_background_event_cb(configuration, publicationEvent)
    }
    let main = rd_kafka_queue_get_main(client.pointer)
    let background = rd_kafka_queue_get_background(client.pointer)
    rd_kafka_queue_forward(main, background)
    rd_kafka_queue_destroy(main)
    rd_kafka_queue_destroy(background)
  }

  /// Hands all records over, then waits until each has been acknowledged or refused.
  /// - Parameter partition: of a record, by its place among them; nil lets the key decide.
  func publish(_ records: [Record], to topic: String, partition: (Int) -> Int32?) throws -> [Place] {
    var places = try publishOnce(records, to: topic, partition: partition)
    let deadline = ContinuousClock.now + client.settings.requestTimeout
    while true {
      // A batch whose first answer was lost is sent again, and the broker, which has it already, no longer tells where. The record is published once more: a duplicate does
      // no harm, a place that nobody knows does.
      let lost = places.indices.filter { places[$0].offset < 0 }
      if lost.isEmpty { return places }
      guard ContinuousClock.now < deadline else {
        throw client.failure(
          RD_KAFKA_RESP_ERR__TIMED_OUT, "Publishing to \(topic) at \(client.settings.brokers) was answered without an offset")
      }
      let again = try publishOnce(lost.map { records[$0] }, to: topic) { partition(lost[$0]) }
      for (index, place) in zip(lost, again) { places[index] = place }
    }
  }

  private func publishOnce(_ records: [Record], to topic: String, partition: (Int) -> Int32?) throws -> [Place] {
    let publication = Publication(count: records.count)
    // librdkafka reports each record by its own deadline; this one only guards against its silence.
    let deadline = DispatchTime.now() + (client.settings.requestTimeout / .seconds(1)) + 10
    var awaited = 0
    for (index, record) in records.enumerated() {
      var error = enqueue(record, topic, partition(index), Publication.Entry(publication, index))
      while error == RD_KAFKA_RESP_ERR__QUEUE_FULL, DispatchTime.now() < deadline {
        // Back-pressure: room comes when something has been delivered, of this call or of another.
        if publication.awaitReport(until: .now() + 0.02) { awaited += 1 }
        error = enqueue(record, topic, partition(index), Publication.Entry(publication, index))
      }
      if error != RD_KAFKA_RESP_ERR_NO_ERROR { publication.report(index, error, Place(partition: -1, offset: -1)) }
    }
    var sign = DispatchTime.now() + KafkaSettings.signOfLife / .seconds(1)
    while awaited < records.count {
      if publication.awaitReport(until: min(sign, deadline)) {
        awaited += 1
        continue
      }
      let silence = client.failure(
        RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, "Publishing to \(topic) at \(client.settings.brokers) was not answered")
      guard sign < deadline else { throw silence }
      client.settings.waiting(silence.description)
      sign = deadline
    }
    if let refusal = publication.refusals.min(by: { $0.index < $1.index }) { throw failure(refusal, of: publication, records, topic) }
    return publication.places
  }

  /// The error of the first record that was refused; of those that were too large together, of the largest.
  private func failure(_ refusal: Publication.Refusal, of publication: Publication, _ records: [Record], _ topic: String) -> QueueError {
    switch QueueError.code(of: refusal.error) {
    case .recordTooLarge:
      let largest = publication.refusals.map { records[$0.index] }.max { $0.batchBytes < $1.batchBytes } ?? records[refusal.index]
      guard let limit = try? client.describe([topic])[0].maximumMessageBytes else { fallthrough }
      return .recordTooLarge(largest, topic: topic, limit: limit)
    default:
      return client.failure(refusal.error, "Publishing \(records[refusal.index].key) to \(topic) at \(client.settings.brokers) failed")
    }
  }

  /// Hands one record over; librdkafka copies its bytes, and owns headers and entry once it has taken it.
  private func enqueue(_ record: Record, _ topic: String, _ partition: Int32?, _ entry: Publication.Entry) -> rd_kafka_resp_err_t {
    let headers = rd_kafka_headers_new(record.headers.count)
    for header in record.headers {
      header.value.withUnsafeBytes { _ = rd_kafka_header_add(headers, header.name, -1, $0.baseAddress ?? nothing, $0.count) }
    }
    let opaque = Unmanaged.passRetained(entry)
    let error = topic.withCString { topic in
      Array(record.key.utf8).withUnsafeBytes { key in
        (record.value ?? []).withUnsafeBytes { value in
          var arguments = [rd_kafka_vu_t](repeating: rd_kafka_vu_t(), count: 7)
          arguments[0].vtype = RD_KAFKA_VTYPE_TOPIC
          arguments[0].u.cstr = topic
          arguments[1].vtype = RD_KAFKA_VTYPE_PARTITION
          arguments[1].u.i32 = partition ?? RD_KAFKA_PARTITION_UA
          arguments[2].vtype = RD_KAFKA_VTYPE_MSGFLAGS
          arguments[2].u.i = RD_KAFKA_MSG_F_COPY
          arguments[3].vtype = RD_KAFKA_VTYPE_KEY
          arguments[3].u.mem.ptr = UnsafeMutableRawPointer(mutating: key.baseAddress ?? nothing)
          arguments[3].u.mem.size = key.count
          arguments[4].vtype = RD_KAFKA_VTYPE_VALUE
          arguments[4].u.mem.ptr = record.value == nil ? nil : UnsafeMutableRawPointer(mutating: value.baseAddress ?? nothing)
          arguments[4].u.mem.size = value.count
          arguments[5].vtype = RD_KAFKA_VTYPE_OPAQUE
          arguments[5].u.ptr = opaque.toOpaque()
          arguments[6].vtype = RD_KAFKA_VTYPE_HEADERS
          arguments[6].u.headers = headers
          return rd_kafka_produceva(client.pointer, &arguments, arguments.count)
        }
      }
    }
    guard let error else { return RD_KAFKA_RESP_ERR_NO_ERROR }
    defer { rd_kafka_error_destroy(error) }
    rd_kafka_headers_destroy(headers)
    opaque.release()
    return rd_kafka_error_code(error)
  }
}

/// The address of an empty key, value or header: without one it would be none at all.
private nonisolated(unsafe) let nothing = UnsafeRawPointer(UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))
