import Formats

/// What the headers say of a message: the CloudEvents 1.0 attributes in the Kafka binding's binary mode (`ce_` before each attribute's name), with one extension attribute
/// of ours for the digest and two for the chunks of a shared input.
public struct CloudEvent: Sendable, Equatable {
  /// Which piece of a larger whole the value is.
  public struct Chunk: Sendable, Equatable {
    /// Counted from 0.
    public var index: Int
    /// How many there are.
    public var count: Int

    public init(index: Int, count: Int) {
      self.index = index
      self.count = count
    }
  }

  /// `ce_type`.
  public var type: MessageType
  /// `ce_source`: who made it, a URI reference, e.g. `/konomi/worker/host-17`.
  public var source: String
  /// `ce_subject`: whose it is; always the record's key.
  public var subject: String
  /// `ce_time`: when it was made.
  public var time: Timestamp
  /// `ce_sha256`: SHA-256 (hex) of the value before compression.
  public var sha256: String
  /// `ce_chunkindex` and `ce_chunkcount`; nil where the value is whole.
  public var chunk: Chunk?
  /// `content-encoding: zstd`: the value is one zstd frame.
  public var isCompressed: Bool

  /// `ce_id`: the same for the same content, so that whoever counts events by source and id counts a repeated one once.
  public var id: String { "\(subject)@\(sha256.prefix(16))" }

  public init(type: MessageType, source: String, subject: String, time: Timestamp, sha256: String, chunk: Chunk?, isCompressed: Bool) throws
  {
    try JobKey.checkText(subject, "ce_subject", limit: 300)
    let isReference = (1...500).contains(source.utf8.count) && source.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    try FormatError.require(
      isReference, .invalid, "ce_source must be a URI reference of 1 to 500 printable ASCII characters without spaces")
    try Digest.check(sha256, "ce_sha256")
    if let chunk {
      try FormatError.check(chunk.count, in: 1...SharedInput.chunkLimit, "ce_chunkcount")
      try FormatError.check(chunk.index, in: 0...chunk.count - 1, "ce_chunkindex")
    }
    self.type = type
    self.source = source
    self.subject = subject
    self.time = time
    self.sha256 = sha256
    self.chunk = chunk
    self.isCompressed = isCompressed
  }
}
