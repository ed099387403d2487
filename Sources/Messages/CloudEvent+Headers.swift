import Formats

extension CloudEvent {
  /// The headers, in the order in which they are written.
  public var headers: [MessageHeader] {
    var headers = [
      MessageHeader("ce_specversion", "1.0"), MessageHeader("ce_id", id), MessageHeader("ce_source", source),
      MessageHeader("ce_type", type.rawValue),
      MessageHeader("ce_time", time.description), MessageHeader("ce_subject", subject), MessageHeader("ce_sha256", sha256),
      MessageHeader("content-type", type.contentType),
    ]
    if let chunk {
      headers.append(MessageHeader("ce_chunkindex", String(chunk.index)))
      headers.append(MessageHeader("ce_chunkcount", String(chunk.count)))
    }
    if isCompressed { headers.append(MessageHeader("content-encoding", "zstd")) }
    return headers
  }

  /// Reads and checks the headers; those of other names are left alone.
  /// - Throws: `FormatError.malformed` for a header that is missing, named twice or wrong, `.unknownType` for a type that this version does not know.
  public init(headers: [MessageHeader]) throws {
    let version = try Self.required("ce_specversion", in: headers)
    try FormatError.require(
      version == "1.0", .malformed, "the header ce_specversion is \(version.prefix(20)), but only CloudEvents 1.0 is read here")
    let name = try Self.required("ce_type", in: headers)
    guard let type = MessageType(rawValue: name) else {
      throw FormatError(.unknownType, "a message of the type \(String(reflecting: String(name.prefix(100)))) is not known to this version")
    }
    let contentType = try Self.required("content-type", in: headers)
    try FormatError.require(
      contentType == type.contentType, .malformed,
      "the header content-type of a \(name) is \(contentType.prefix(100)) instead of \(type.contentType)")
    let encoding = try Self.value("content-encoding", in: headers)
    try FormatError.require(
      encoding == nil || encoding == "zstd", .malformed,
      "the header content-encoding is \(encoding?.prefix(100) ?? ""), but only zstd is read here")
    guard let time = Timestamp(try Self.required("ce_time", in: headers)) else {
      throw FormatError(.malformed, "the header ce_time is not an RFC 3339 date and time")
    }
    let chunk: Chunk? =
      switch (try Self.value("ce_chunkindex", in: headers), try Self.value("ce_chunkcount", in: headers)) {
      case (nil, nil): nil
      case (let index, let count): Chunk(index: try Self.number(index, "ce_chunkindex"), count: try Self.number(count, "ce_chunkcount"))
      }
    try self.init(
      type: type, source: Self.required("ce_source", in: headers), subject: Self.required("ce_subject", in: headers), time: time,
      sha256: Self.required("ce_sha256", in: headers), chunk: chunk, isCompressed: encoding != nil)
    _ = try Self.required("ce_id", in: headers)
  }

  private static func value(_ name: String, in headers: [MessageHeader]) throws -> String? {
    let named = headers.filter { $0.name == name }
    guard let header = named.first else { return nil }
    try FormatError.require(named.count == 1, .malformed, "the header \(name) stands \(named.count) times")
    guard let text = header.text else { throw FormatError(.malformed, "the header \(name) is not UTF-8 text") }
    return text
  }

  private static func required(_ name: String, in headers: [MessageHeader]) throws -> String {
    guard let text = try value(name, in: headers) else { throw FormatError(.malformed, "the message has no header \(name)") }
    return text
  }

  private static func number(_ text: String?, _ name: String) throws -> Int {
    guard let text, let number = Int(text) else { throw FormatError(.malformed, "the header \(name) is not a whole number") }
    return number
  }
}
