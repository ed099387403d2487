extension Safetensors {
  /// The JSON header: an entry for each name. A dictionary, because its keys are names and keep their case.
  typealias Header = [String: Entry]

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
