import Formats

/// A piece of a shared input (e.g. of a stimulus set) on its way: the message on `konomi.stimuli`, keyed by the SHA-256 of the whole, type `konomi.stimuli.v1`.
/// Its place among the pieces stands in the headers `ce_chunkindex` and `ce_chunkcount`.
public struct StimulusChunk: Sendable, Equatable {
  /// The most bytes of a chunk before compression, so that a broker with default settings takes what does not compress at all.
  public static let size = 900_000

  /// SHA-256 (hex) of the whole.
  public var whole: String
  public var place: CloudEvent.Chunk
  public var bytes: [UInt8]

  /// The whole, cut into chunks in order.
  public static func cut(_ bytes: [UInt8]) -> [StimulusChunk] {
    let whole = Digest.sha256(bytes)
    let count = max(1, (bytes.count + size - 1) / size)
    return (0..<count).map { index in
      let piece = bytes[index * size..<min((index + 1) * size, bytes.count)]
      return StimulusChunk(whole: whole, place: .init(index: index, count: count), bytes: Array(piece))
    }
  }

  public func sealed(source: String, time: Timestamp) throws -> Record {
    try Record(sealing: bytes, as: .stimuli, key: whole, source: source, time: time, chunk: place)
  }

  private init(whole: String, place: CloudEvent.Chunk, bytes: [UInt8]) {
    self.whole = whole
    self.place = place
    self.bytes = bytes
  }

  public init(opening record: Record) throws {
    let event = try record.event()
    try FormatError.require(
      event.type == .stimuli, .unknownType, "a \(MessageType.stimuli.rawValue) was expected, but this is a \(event.type.rawValue)")
    try Digest.check(event.subject, "the key of a \(event.type.rawValue)")
    guard let place = event.chunk else { throw FormatError(.malformed, "a \(event.type.rawValue) has no header ce_chunkindex") }
    self.init(whole: event.subject, place: place, bytes: try record.content())
  }
}
