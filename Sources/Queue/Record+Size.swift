import Messages

extension Record {
  /// How many bytes the record takes on the wire, alone in a batch and uncompressed: what a topic's `max.message.bytes` is held against.
  ///
  /// Apache Kafka's record batch, version 2: a header of 61 bytes, then lengths as zigzag variable-length integers.
  public var batchBytes: Int {
    var record = 1 + 1 + 1  // attributes, timestamp delta and offset delta of a first record
    record += Record.variableLength(key.utf8.count) + key.utf8.count
    record += value.map { Record.variableLength($0.count) + $0.count } ?? 1
    record += Record.variableLength(headers.count)
    for header in headers {
      record += Record.variableLength(header.name.utf8.count) + header.name.utf8.count
      record += Record.variableLength(header.value.count) + header.value.count
    }
    return 61 + Record.variableLength(record) + record
  }

  private static func variableLength(_ count: Int) -> Int {
    var rest = UInt64(count) << 1
    var bytes = 1
    while rest >= 0x80 {
      rest >>= 7
      bytes += 1
    }
    return bytes
  }
}
