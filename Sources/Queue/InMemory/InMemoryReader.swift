/// Reads partitions of an in-memory broker, each in order, all in turn.
final class InMemoryReader: RecordReader {
  private let transport: InMemoryTransport
  private let reader: Int

  init(transport: InMemoryTransport, reader: Int) {
    self.transport = transport
    self.reader = reader
  }

  deinit { close() }

  func next(timeout: Duration) throws -> ReceivedRecord? { transport.wait(timeout) { $0.next(reader: reader) } }

  func isAtEnd() throws -> Bool { try transport.change { try $0.isAtEnd(reader: reader) } }

  func close() { transport.change { $0.close(reader: reader) } }
}
