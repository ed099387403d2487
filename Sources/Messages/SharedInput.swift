/// Where a worker finds what many jobs share (e.g. the stimulus set): chunks in one partition, or, of a large one, in several.
public struct SharedInput: Codable, Sendable, Equatable, Hashable {
  /// The topic's name without the prefix, e.g. `stimuli`.
  public var topic: String
  /// The first chunk's partition.
  public var partition: Int32
  /// The offset of each chunk, in order.
  public var offsets: [Int64]
  /// The partition of each chunk, in order, where they lie in several; nil where all lie in `partition`, so that small inputs stay what older programs read.
  public var partitions: [Int32]?
  /// The number of bytes of the chunks together, before compression.
  public var bytes: Int
  /// SHA-256 (hex) of those bytes.
  public var sha256: String

  public init(topic: String, partition: Int32, offsets: [Int64], partitions: [Int32]? = nil, bytes: Int, sha256: String) {
    self.topic = topic
    self.partition = partition
    self.offsets = offsets
    self.partitions = partitions
    self.bytes = bytes
    self.sha256 = sha256
  }

  /// The partition of a chunk, by its place among them.
  public func partition(of chunk: Int) -> Int32 { partitions?[chunk] ?? partition }

  /// Where the first chunk of each partition stands: what is still there from then on is there whole.
  public var firstOffsets: [Int32: Int64] {
    Dictionary(offsets.indices.map { (partition(of: $0), offsets[$0]) }, uniquingKeysWith: min)
  }
}
