/// Where a worker finds what many jobs share (e.g. the stimulus set): a run of consecutive chunks in one partition.
public struct SharedInput: Codable, Sendable, Equatable, Hashable {
  /// The topic's name without the prefix, e.g. `stimuli`.
  public var topic: String
  public var partition: Int32
  /// The offset of each chunk, in order.
  public var offsets: [Int64]
  /// The number of bytes of the chunks together, before compression.
  public var bytes: Int
  /// SHA-256 (hex) of those bytes.
  public var sha256: String

  public init(topic: String, partition: Int32, offsets: [Int64], bytes: Int, sha256: String) {
    self.topic = topic
    self.partition = partition
    self.offsets = offsets
    self.bytes = bytes
    self.sha256 = sha256
  }
}
