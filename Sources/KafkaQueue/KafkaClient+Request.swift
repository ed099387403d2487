import CRdKafka
import Queue

extension KafkaClient {
  /// Sends an administrative request and hands its answer over, however often it takes.
  func request(
    _ operation: rd_kafka_admin_op_t, _ attempt: String, validateOnly: Bool = false,
    send: (_ options: OpaquePointer?, EventQueue) -> Void, answer: (_ event: OpaquePointer) throws -> Void
  ) throws {
    try retrying { left in
      try checkListeners(within: left)
      let options = rd_kafka_AdminOptions_new(pointer, operation)
      defer { rd_kafka_AdminOptions_destroy(options) }
      var reason = [CChar](repeating: 0, count: 256)
      rd_kafka_AdminOptions_set_request_timeout(options, left.milliseconds, &reason, reason.count)
      if validateOnly { rd_kafka_AdminOptions_set_validate_only(options, 1, &reason, reason.count) }
      let queue = EventQueue(of: pointer)
      send(options, queue)
      // librdkafka answers by its own deadline; the second one only guards against its silence.
      let answered: Void? = try queue.next(left + .seconds(5)) { event in
        let error = rd_kafka_event_error(event)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw failure(error, attempt) }
        try answer(event)
      }
      if answered == nil { throw failure(RD_KAFKA_RESP_ERR__TIMED_OUT, attempt) }
    }
  }
}
