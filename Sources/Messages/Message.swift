import Formats

/// A document that travels as one message and lies in one file. Encoding and decoding both check every field: neither a wrong document nor hostile bytes pass.
public protocol Message: Sendable {
  static var messageType: MessageType { get }

  /// The value before compression: a pure function of the document, byte for byte.
  /// - Throws: `FormatError` where a field is out of its bounds.
  func encoded() throws -> [UInt8]

  /// - Throws: `FormatError` with a sentence that says what is wrong with the bytes.
  init(decoding bytes: [UInt8]) throws

  /// Whether a message of this key may carry this document.
  func isKeyed(_ key: String) -> Bool
}

/// A document of plain JSON: keys in snake case and sorted, what is not available left out.
public protocol JSONMessage: Message, Codable {
  /// Throws `FormatError.invalid` for the first field out of its bounds.
  func validate() throws
}

extension JSONMessage {
  public func encoded() throws -> [UInt8] {
    try validate()
    let bytes = try JSONText.encode(self)
    try FormatError.require(
      bytes.count <= Self.messageType.limit, .tooLarge,
      "a document of \(bytes.count) bytes is too large for \(Self.messageType.rawValue), which takes \(Self.messageType.limit)")
    return bytes
  }

  public init(decoding bytes: [UInt8]) throws {
    self = try JSONText.decode(Self.self, from: bytes, limit: Self.messageType.limit)
    try validate()
  }
}
