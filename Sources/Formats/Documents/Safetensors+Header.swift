extension Safetensors {
  /// The JSON header: an entry for each name. A dictionary, because its keys are names and keep their case.
  typealias Header = [String: Entry]

  /// The shape of a tensor by the beginning of a file, which holds the header at least.
  public static func shape(of tensor: String, inBeginning bytes: [UInt8]) throws -> [Int] {
    guard case .tensor(let description)? = try header(of: bytes).entries[tensor] else {
      throw FormatError(.malformed, "the safetensors file has no tensor \(tensor)")
    }
    try description.check(tensor)
    return description.shape
  }

  /// The header, and where the data begin.
  static func header(of bytes: [UInt8]) throws -> (entries: Header, end: Int) {
    try FormatError.require(bytes.count >= 10, .malformed, "\(bytes.count) bytes are too few for a safetensors file")
    let stated = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    try FormatError.require(
      stated <= UInt64(min(bytes.count - 8, headerLimit)), .malformed,
      "the safetensors header claims \(stated) bytes of a file of \(bytes.count), and may have \(headerLimit)")
    try FormatError.require(
      stated % 8 == 0, .malformed, "the safetensors header of \(stated) bytes is not filled with spaces to a multiple of 8")
    let end = 8 + Int(stated)
    return (try JSONText.decode(Header.self, from: Array(bytes[8..<end]), limit: headerLimit), end)
  }

  /// One member of the header.
  enum Entry: Codable {
    case metadata([String: String])
    case tensor(Description)

    init(from decoder: any Decoder) throws {
      // Through a container, so that the texts' names keep their case too.
      let container = try decoder.singleValueContainer()
      if decoder.codingPath.last?.stringValue == Safetensors.metadataName {
        self = .metadata(try container.decode([String: String].self))
      } else {
        self = .tensor(try container.decode(Description.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .metadata(let texts): try container.encode(texts)
      case .tensor(let description): try container.encode(description)
      }
    }
  }

  /// What and where a tensor is.
  struct Description: Codable {
    var dtype: String
    var shape: [Int]
    /// Its first byte, and the byte after its last, in the data.
    var dataOffsets: [Int]

    /// Throws unless type, shape and place agree.
    func check(_ name: String) throws {
      try FormatError.require(
        dtype == "F32", .malformed,
        "the tensor \(name) holds \(dtype.prefix(20)) elements, but only F32 (32-bit floats) is read here: convert it before writing")
      try FormatError.require(
        shape.count <= Safetensors.rankLimit && shape.allSatisfy { $0 >= 0 }, .malformed,
        "the tensor \(name) has the impossible shape \(shape.prefix(20))")
      let bytes =
        shape.reduce(4) { product, length in
          guard let product else { return nil }
          let (next, isOverflow) = product.multipliedReportingOverflow(by: length)
          return isOverflow ? nil : next
        } as Int?
      try FormatError.require(bytes != nil, .malformed, "the tensor \(name) of shape \(shape) is larger than any file")
      try FormatError.require(
        dataOffsets.count == 2 && dataOffsets[0] >= 0 && dataOffsets[1] >= dataOffsets[0] && dataOffsets[1] - dataOffsets[0] == bytes,
        .malformed, "the tensor \(name) of shape \(shape) does not fit into the bytes \(dataOffsets.prefix(20)) of the data")
    }
  }
}
