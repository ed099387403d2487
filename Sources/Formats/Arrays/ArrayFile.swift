import Numerics

/// The content of a `.npy` file: an array of real numbers.
public struct ArrayFile: Sendable, Equatable {
  /// The numbers in row-major order, whatever the file's; rounded to single precision.
  public var tensor: Tensor
  /// The type that they have in the file.
  public var elementType: ElementType

  /// More than any recording has: 32 GiB.
  private static let mostBytes = 1 << 35

  /// Reads a `.npy` file of version 1 to 3: either byte order, C or Fortran order, any `ElementType`.
  ///
  /// - Throws: `FileError`.
  public static func read(_ path: String) throws -> ArrayFile {
    try ArrayFile(decoding: InputFile.read(path, limit: mostBytes), path: path)
  }

  /// - Parameter path: whence the bytes come, for the error's sentence.
  /// - Throws: `FileError`.
  public init(decoding bytes: [UInt8], path: String) throws {
    let header: ArrayHeader
    do {
      header = try ArrayHeader(bytes)
    } catch let fault as ArrayHeader.Fault {
      throw FileError(.malformed, "\(path) \(fault.text).")
    }
    let present = bytes.count - header.dataOffset
    let needed = header.count * header.elementType.width
    guard present >= needed else {
      throw FileError(.malformed, "\(path) is truncated: its shape needs \(needed) bytes and \(present) are there; copy it again.")
    }
    guard present == needed else {
      throw FileError(.malformed, "\(path) has \(present - needed) bytes more than its shape needs; save one array to a file.")
    }
    let values = bytes.withUnsafeBytes { Self.decode(UnsafeRawBufferPointer(rebasing: $0[header.dataOffset...]), header) }
    tensor = Tensor(shape: header.shape, values: header.isFortranOrder ? Self.rowMajor(values, header.shape) : values)
    elementType = header.elementType
  }

  private static func decode(_ bytes: UnsafeRawBufferPointer, _ header: ArrayHeader) -> [Float] {
    switch header.elementType {
    case .bool: bytes.map { $0 == 0 ? 0 : 1 }
    case .uint8: bytes.map(Float.init)
    case .int8: bytes.map { Float(Int8(bitPattern: $0)) }
    case .int16: decode(bytes, header) { (bits: UInt16) in Float(Int16(bitPattern: bits)) }
    case .uint16: decode(bytes, header) { (bits: UInt16) in Float(bits) }
    case .int32: decode(bytes, header) { (bits: UInt32) in Float(Int32(bitPattern: bits)) }
    case .uint32: decode(bytes, header) { (bits: UInt32) in Float(bits) }
    case .int64: decode(bytes, header) { (bits: UInt64) in Float(Int64(bitPattern: bits)) }
    case .uint64: decode(bytes, header) { (bits: UInt64) in Float(bits) }
    case .float32: decode(bytes, header) { Float(bitPattern: $0) }
    case .float64: decode(bytes, header) { Float(Double(bitPattern: $0)) }
    }
  }

  private static func decode<Bits: FixedWidthInteger & Sendable>(
    _ bytes: UnsafeRawBufferPointer, _ header: ArrayHeader, _ number: (Bits) -> Float
  ) -> [Float] {
    let width = MemoryLayout<Bits>.size
    return (0..<bytes.count / width).map { place in
      let bits = bytes.loadUnaligned(fromByteOffset: place * width, as: Bits.self)
      return number(header.isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits))
    }
  }

  /// Numbers whose first axis runs fastest, put into the order in which the last one does.
  private static func rowMajor(_ values: [Float], _ shape: [Int]) -> [Float] {
    var strides = shape
    var stride = 1
    for axis in shape.indices {
      strides[axis] = stride
      stride *= shape[axis]
    }
    var index = [Int](repeating: 0, count: shape.count)
    var place = 0
    var ordered: [Float] = []
    ordered.reserveCapacity(values.count)
    for _ in values.indices {
      ordered.append(values[place])
      // On to the next element of the last axis, carrying over like an odometer.
      for axis in shape.indices.reversed() {
        index[axis] += 1
        place += strides[axis]
        guard index[axis] == shape[axis] else { break }
        place -= strides[axis] * shape[axis]
        index[axis] = 0
      }
    }
    return ordered
  }
}
