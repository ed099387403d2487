/// A message as a broker carries it: key, headers, value.
public struct Record: Sendable, Hashable {
  /// `run/neuron` for all that belongs to one neuron; decides the partition where none is given.
  public var key: String
  /// nil is a tombstone.
  public var value: [UInt8]?
  public var headers: [MessageHeader]

  public init(key: String, value: [UInt8]?, headers: [MessageHeader] = []) {
    self.key = key
    self.value = value
    self.headers = headers
  }

  /// Whether the record says that nothing stands under its key any more.
  public var isTombstone: Bool { value == nil }
}
