import Messages

/// One message as a transport carries it.
public struct Record: Sendable, Hashable {
  public typealias Header = MessageHeader

  /// `run/neuron` for all that belongs to one neuron; decides the partition where none is given.
  public var key: String
  /// nil is a tombstone.
  public var value: [UInt8]?
  public var headers: [Header]

  public init(key: String, value: [UInt8]?, headers: [Header] = []) {
    self.key = key
    self.value = value
    self.headers = headers
  }

  /// A sealed message.
  public init(_ envelope: Envelope) {
    self.init(key: envelope.key, value: envelope.value, headers: envelope.headers)
  }

  /// The message that this record carries; nil for a tombstone.
  public var envelope: Envelope? { value.map { Envelope(key: key, headers: headers, value: $0) } }
}
