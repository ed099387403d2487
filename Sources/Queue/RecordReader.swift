/// Reads records in the order of each partition.
public protocol RecordReader: AnyObject {
  /// The next record, or nil when none came within the timeout.
  func next(timeout: Duration) throws -> ReceivedRecord?
  /// Whether every partition has been read up to the end that it had at this moment.
  func isAtEnd() throws -> Bool
  func close()
}
