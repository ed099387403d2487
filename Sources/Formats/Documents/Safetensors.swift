import Numerics

/// A file of the safetensors layout (https://huggingface.co/docs/safetensors): 8 bytes of length (little-endian), a JSON header of that length, then the
/// tensors' elements, little-endian and row-major, one after another without gaps. Tensors are 32-bit floats (`F32`).
///
/// Equal contents give equal bytes: tensors lie in the order of their names, header keys are sorted, and spaces fill the header up to a multiple of 8 bytes.
public struct Safetensors: Sendable {
  /// The longest header that is read.
  public static let headerLimit = 4 << 20
  /// The most axes that a tensor may have.
  static let rankLimit = 8
  static let metadataName = "__metadata__"

  public var tensors: [String: Tensor]
  /// Free text by name, under `__metadata__`.
  public var metadata: [String: String]

  public init(tensors: [String: Tensor], metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// A file that carries one JSON document, under `__metadata__.konomi`.
  public init(document: some Encodable, tensors: [String: Tensor]) throws {
    self.init(tensors: tensors, metadata: ["konomi": String(decoding: try JSONText.encode(document), as: UTF8.self)])
  }

  /// The document under `__metadata__.konomi`.
  public func document<Document: Decodable>(_ type: Document.Type) throws -> Document {
    guard let text = metadata["konomi"] else {
      throw FormatError(.malformed, "the safetensors header has no document under __metadata__.konomi")
    }
    return try JSONText.decode(type, from: Array(text.utf8), limit: Self.headerLimit)
  }

  /// A tensor by its name, of the given number of axes.
  public func tensor(_ name: String, rank: Int) throws -> Tensor {
    guard let tensor = tensors[name] else { throw FormatError(.malformed, "the safetensors file has no tensor \(name)") }
    try FormatError.require(tensor.shape.count == rank, .invalid, "the tensor \(name) has \(tensor.shape.count) axes instead of \(rank)")
    return tensor
  }

  // MARK: Writing

  /// - Throws: `FormatError.tooLarge` where the header would be longer than a reader takes.
  public func encoded() throws -> [UInt8] {
    let names = tensors.keys.sorted()
    var entries: Header = [Self.metadataName: .metadata(metadata)]
    var end = 0
    for name in names {
      let tensor = tensors[name]!
      let start = end
      end += 4 * tensor.values.count
      entries[name] = .tensor(.init(dtype: "F32", shape: tensor.shape, dataOffsets: [start, end]))
    }
    var header = try JSONText.encode(entries)
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    try FormatError.require(
      header.count <= Self.headerLimit, .tooLarge,
      "the document of \(header.count) bytes is longer than the \(Self.headerLimit) that a safetensors header may have")

    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + end)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes += header
    // All machines that this runs on are little-endian, like the file.
    for name in names { tensors[name]!.values.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    return bytes
  }

  // MARK: Reading

  /// - Throws: `FormatError` for anything but a complete file: every byte of it is accounted for.
  public init(decoding bytes: [UInt8]) throws {
    let (header, start) = try Self.header(of: bytes)
    tensors = [:]
    metadata = [:]
    var described: [(name: String, description: Description)] = []
    for (name, entry) in header {
      switch entry {
      case .metadata(let texts): metadata = texts
      case .tensor(let description):
        try description.check(name)
        described.append((name, description))
      }
    }
    // An empty tensor starts where the next one does, and ends there: it comes first.
    described.sort { $0.description.dataOffsets.lexicographicallyPrecedes($1.description.dataOffsets) }
    var end = 0
    for (name, description) in described {
      let (first, last) = (description.dataOffsets[0], description.dataOffsets[1])
      try FormatError.require(
        first == end, .malformed,
        "the tensor \(name) starts at byte \(first) of the data instead of \(end): tensors lie without gap or overlap")
      try FormatError.require(
        last <= bytes.count - start, .malformed, "the tensor \(name) ends at byte \(last) of \(bytes.count - start): the file is cut short")
      end = last
      let values = [Float](unsafeUninitializedCapacity: (last - first) / 4) { values, count in
        count = (last - first) / 4
        UnsafeMutableRawBufferPointer(values).copyBytes(from: bytes[start + first..<start + last])
      }
      tensors[name] = Tensor(shape: description.shape, values: values)
    }
    try FormatError.require(end == bytes.count - start, .malformed, "\(bytes.count - start - end) bytes follow the last tensor")
  }
}
