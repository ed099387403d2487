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

  /// Into how many chunks so many bytes are cut.
  public static func count(ofBytes bytes: Int) -> Int { max(1, (bytes + size - 1) / size) }

  /// One chunk of a whole, cut from it: not all of them need to be in memory beside it.
  /// - Parameter whole: the SHA-256 of all bytes.
  public init(_ index: Int, of bytes: [UInt8], whole: String) {
    let piece = bytes[index * Self.size..<min((index + 1) * Self.size, bytes.count)]
    self.init(whole: whole, place: .init(index: index, count: Self.count(ofBytes: bytes.count)), bytes: Array(piece))
  }

  /// The whole, cut into chunks in order.
  public static func cut(_ bytes: [UInt8]) -> [StimulusChunk] {
    let whole = Digest.sha256(bytes)
    return (0..<count(ofBytes: bytes.count)).map { StimulusChunk($0, of: bytes, whole: whole) }
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
