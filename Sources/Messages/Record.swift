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

/// A Kafka header: a name, and bytes that are text in all headers of ours.
public struct MessageHeader: Sendable, Hashable {
  public var name: String
  public var value: [UInt8]

  public init(_ name: String, _ value: [UInt8]) {
    self.name = name
    self.value = value
  }

  public init(_ name: String, _ text: String) {
    self.init(name, Array(text.utf8))
  }

  /// The value as text; nil where it is not UTF-8.
  public var text: String? { String(validating: value, as: UTF8.self) }
}
