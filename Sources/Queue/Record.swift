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

/// A partition of a topic.
public struct TopicPartition: Sendable, Hashable {
  public var topic: String
  public var partition: Int32

  public init(topic: String, partition: Int32) {
    self.topic = topic
    self.partition = partition
  }
}

/// A record that a transport has delivered, and where it stood.
public struct ReceivedRecord: Sendable, Equatable {
  public var place: TopicPartition
  public var offset: Int64
  /// Milliseconds since 1970, as the broker keeps it.
  public var timestamp: Int64
  public var record: Record

  public init(place: TopicPartition, offset: Int64, timestamp: Int64, record: Record) {
    self.place = place
    self.offset = offset
    self.timestamp = timestamp
    self.record = record
  }
}
