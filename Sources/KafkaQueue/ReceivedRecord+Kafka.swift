import CRdKafka
import Messages
import Queue

extension TopicPartition {
  init(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
    self.init(topic: String(cString: rd_kafka_topic_name(message.pointee.rkt)), partition: message.pointee.partition)
  }
}

extension Place {
  /// Where a message that was delivered stands.
  init(_ message: UnsafePointer<rd_kafka_message_t>) {
    self.init(partition: message.pointee.partition, offset: message.pointee.offset, timestamp: appendTime(of: message) ?? -1)
  }
}

/// Milliseconds since 1970 by the broker's clock, when it took a message; nil where the topic keeps its senders' times.
func appendTime(of message: UnsafePointer<rd_kafka_message_t>) -> Int64? {
  var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
  let timestamp = rd_kafka_message_timestamp(message, &kind)
  return kind == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME ? timestamp : nil
}

extension ReceivedRecord {
  /// Copies what is wanted of a message that librdkafka has delivered.
  init(_ message: UnsafeMutablePointer<rd_kafka_message_t>, content: ReadContent = .whole) {
    let key = UnsafeRawBufferPointer(start: message.pointee.key, count: message.pointee.key == nil ? 0 : message.pointee.key_len)
    let value = message.pointee.payload.map {
      content == .whole ? [UInt8](UnsafeRawBufferPointer(start: $0, count: message.pointee.len)) : []
    }
    var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    self.init(
      place: TopicPartition(message), offset: message.pointee.offset, timestamp: rd_kafka_message_timestamp(message, &kind),
      record: Record(
        key: String(decoding: key, as: UTF8.self), value: value,
        headers: content == .keys ? [] : ReceivedRecord.headers(of: message)))
  }

  private static func headers(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> [MessageHeader] {
    var list: OpaquePointer?
    guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
    return (0..<rd_kafka_header_cnt(list)).compactMap { index in
      var name: UnsafePointer<CChar>?
      var value: UnsafeRawPointer?
      var size = 0
      guard rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR, let name else { return nil }
      return MessageHeader(String(cString: name), [UInt8](UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : size)))
    }
  }
}
