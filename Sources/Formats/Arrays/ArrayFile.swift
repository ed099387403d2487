import Numerics

/// The content of a `.npy` file: an array of real numbers.
public struct ArrayFile: Sendable, Equatable {
  /// The numbers in row-major order, whatever the file's, less `offset`; rounded to single precision.
  public var tensor: Tensor
  /// What was taken from every number before it was rounded.
  public var offset: Double
  /// The type that they have in the file.
  public var elementType: ElementType

  /// More than any recording has: 32 GiB.
  private static let mostBytes = 1 << 35

  /// What is taken from all numbers before they are rounded to single precision.
  public enum Offset: Sendable, Equatable {
    case known(Double)
    /// The mean, where it is more than `mostDeviations` standard deviations from zero and the file's type is finer than single precision, whose steps would be
    /// coarse beside what varies; otherwise 0.
    case meanWhereItMatters
  }

  /// Where numbers lie so many standard deviations from zero, rounding adds up to 6e-5 of a deviation.
  public static let mostDeviations = 1000.0

  /// Reads a `.npy` file of version 1 to 3: either byte order, C or Fortran order, any `ElementType`.
  ///
  /// - Throws: `FileError`.
  public static func read(_ path: String, offset: Offset = .known(0)) throws -> ArrayFile {
    try ArrayFile(decoding: InputFile.read(path, limit: mostBytes), path: path, offset: offset)
  }

  /// - Parameter path: whence the bytes come, for the error's sentence.
  /// - Throws: `FileError`.
  public init(decoding bytes: [UInt8], path: String, offset: Offset = .known(0)) throws {
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
    let (values, taken) = bytes.withUnsafeBytes { bytes in
      let numbers = UnsafeRawBufferPointer(rebasing: bytes[header.dataOffset...])
      let taken = Self.offset(offset, numbers, header)
      return (Self.decode(numbers, header, less: taken), taken)
    }
    self.offset = taken
    tensor = Tensor(shape: header.shape, values: header.isFortranOrder ? Self.rowMajor(values, header.shape) : values)
    elementType = header.elementType
  }

  private static func offset(_ offset: Offset, _ bytes: UnsafeRawBufferPointer, _ header: ArrayHeader) -> Double {
    if case .known(let offset) = offset { return offset }
    guard header.elementType.isFinerThanSingle, header.count > 0 else { return 0 }
    var sum = 0.0
    forEach(bytes, header) { sum += $0 }
    let mean = sum / Double(header.count)
    var squares = 0.0
    forEach(bytes, header) { squares += ($0 - mean) * ($0 - mean) }
    let deviation = (squares / Double(header.count)).squareRoot()
    return mean.isFinite && mean.magnitude > mostDeviations * deviation ? mean : 0
  }

  private static func decode(_ bytes: UnsafeRawBufferPointer, _ header: ArrayHeader, less offset: Double) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(header.count)
    forEach(bytes, header) { values.append(Float($0 - offset)) }
    return values
  }

  /// Every number in double precision, in the file's order.
  private static func forEach(_ bytes: UnsafeRawBufferPointer, _ header: ArrayHeader, _ visit: (Double) -> Void) {
    switch header.elementType {
    case .bool: for byte in bytes { visit(byte == 0 ? 0 : 1) }
    case .uint8: for byte in bytes { visit(Double(byte)) }
    case .int8: for byte in bytes { visit(Double(Int8(bitPattern: byte))) }
    case .int16: forEach(bytes, header) { (bits: UInt16) in visit(Double(Int16(bitPattern: bits))) }
    case .uint16: forEach(bytes, header) { (bits: UInt16) in visit(Double(bits)) }
    case .int32: forEach(bytes, header) { (bits: UInt32) in visit(Double(Int32(bitPattern: bits))) }
    case .uint32: forEach(bytes, header) { (bits: UInt32) in visit(Double(bits)) }
    case .int64: forEach(bytes, header) { (bits: UInt64) in visit(Double(Int64(bitPattern: bits))) }
    case .uint64: forEach(bytes, header) { (bits: UInt64) in visit(Double(bits)) }
    case .float16: forEach(bytes, header) { (bits: UInt16) in visit(half(bits)) }
    case .float32: forEach(bytes, header) { visit(Double(Float(bitPattern: $0))) }
    case .float64: forEach(bytes, header) { visit(Double(bitPattern: $0)) }
    }
  }

  private static func forEach<Bits: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, _ header: ArrayHeader, _ visit: (Bits) -> Void
  ) {
    let width = MemoryLayout<Bits>.size
    for place in 0..<bytes.count / width {
      let bits = bytes.loadUnaligned(fromByteOffset: place * width, as: Bits.self)
      visit(header.isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits))
    }
  }

  /// A number of half precision, IEEE 754 binary16.
  private static func half(_ bits: UInt16) -> Double {
    let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Double(bits & 0x3FF))
    let magnitude =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 0x1F: fraction == 0 ? Double.infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
      }
    return bits & 0x8000 == 0 ? magnitude : -magnitude
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
