import Formats

extension Record {
  /// Encodes, checks, compresses and labels a message.
  /// - Parameters:
  ///   - key: `run/neuron`, the run, the worker's id or a digest, after the message's type.
  ///   - source: who sends it, a URI reference, e.g. `/konomi/worker/host-17`.
  ///   - time: now.
  /// - Throws: `FormatError` where a field is out of its bounds, or the key is another's.
  public init<M: Message>(sealing message: M, key: String, source: String, time: Timestamp) throws {
    try FormatError.require(message.isKeyed(key), .invalid, "a \(M.messageType.rawValue) of another is keyed \(key)")
    try self.init(sealing: message.encoded(), as: M.messageType, key: key, source: source, time: time, chunk: nil)
  }

  init(sealing content: [UInt8], as type: MessageType, key: String, source: String, time: Timestamp, chunk: CloudEvent.Chunk?) throws {
    try FormatError.require(
      content.count <= type.limit, .tooLarge, "a \(type.rawValue) of \(content.count) bytes, but at most \(type.limit) are allowed")
    let isCompressed = type.isCompressed(bytes: content.count)
    let event = try CloudEvent(
      type: type, source: source, subject: key, time: time, sha256: Digest.sha256(content), chunk: chunk, isCompressed: isCompressed)
    self.init(key: key, value: isCompressed ? Zstd.compress(content) : content, headers: event.headers)
  }

  /// What the headers say: enough to route the message without a look at its value.
  public func event() throws -> CloudEvent {
    let event = try CloudEvent(headers: headers)
    try FormatError.require(
      event.subject == key, .malformed, "the message keyed \(key.prefix(300)) says that its subject is \(event.subject)")
    return event
  }

  /// The value before compression, its length and digest checked.
  public func content() throws -> [UInt8] {
    let event = try event()
    guard let value else { throw FormatError(.malformed, "the message keyed \(key.prefix(300)) has no value") }
    let content = event.isCompressed ? try Zstd.decompress(value, limit: event.type.limit) : value
    try FormatError.require(
      content.count <= event.type.limit, .tooLarge,
      "a \(event.type.rawValue) of \(content.count) bytes, but at most \(event.type.limit) are allowed")
    try FormatError.require(
      Digest.sha256(content) == event.sha256, .corrupt, "the value of \(event.id) does not have the SHA-256 of its header")
    return content
  }

  /// The message itself, every field checked.
  public func open<M: Message>(_ message: M.Type) throws -> M { try opened(message).message }

  /// The message itself, every field checked, and the bytes that it was read from: its value before compression.
  public func opened<M: Message>(_ message: M.Type) throws -> (message: M, content: [UInt8]) {
    let type = try event().type
    try FormatError.require(
      type == M.messageType, .unknownType, "a \(M.messageType.rawValue) was expected, but this is a \(type.rawValue)")
    let content = try content()
    let message = try M(decoding: content)
    try FormatError.require(message.isKeyed(key), .malformed, "the \(type.rawValue) keyed \(key) belongs to another")
    return (message, content)
  }
}
