import CRdKafka
import Messages
import Queue

extension TopicPartition {
  init(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
    self.init(topic: String(cString: rd_kafka_topic_name(message.pointee.rkt)), partition: message.pointee.partition)
  }
}

extension ReceivedRecord {
  /// Copies a message that librdkafka has delivered.
  init(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
    let key = UnsafeRawBufferPointer(start: message.pointee.key, count: message.pointee.key == nil ? 0 : message.pointee.key_len)
    let value = message.pointee.payload.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: message.pointee.len)) }
    var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    self.init(
      place: TopicPartition(message), offset: message.pointee.offset, timestamp: rd_kafka_message_timestamp(message, &kind),
      record: Record(key: String(decoding: key, as: UTF8.self), value: value, headers: ReceivedRecord.headers(of: message)))
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
