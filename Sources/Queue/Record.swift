/// One message as a transport carries it.
public struct Record: Sendable, Equatable {
  /// A Kafka header: a name and text.
  public struct Header: Sendable, Equatable {
    public var name: String
    public var value: [UInt8]

    public init(_ name: String, _ value: [UInt8]) {
      self.name = name
      self.value = value
    }
  }

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
}
