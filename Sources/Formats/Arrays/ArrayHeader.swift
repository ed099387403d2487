/// The header of a `.npy` file: how the numbers that follow it are to be read. Format: NumPy Enhancement Proposal 1, versions 1.0 to 3.0.
struct ArrayHeader: Equatable {
  var elementType: ElementType
  var isBigEndian: Bool
  /// Whether the first axis runs fastest.
  var isFortranOrder: Bool
  var shape: [Int]
  /// Where the numbers begin.
  var dataOffset: Int

  /// The number of elements.
  var count: Int { shape.reduce(1, *) }

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// More elements than any recording has; their product with any width is far from overflow.
  private static let mostElements = 1 << 34
  /// NumPy's own limit.
  private static let mostAxes = 64
  /// NumPy writes 118 bytes, and a little more for long shapes.
  private static let mostHeaderBytes = 1 << 16

  /// - Throws: `ArrayHeader.Fault`: what is wrong, as the end of a sentence that begins with the file's path.
  init(_ bytes: [UInt8]) throws {
    guard bytes.count >= 10, bytes.starts(with: Self.magic) else {
      let kind = Self.otherKinds.first { bytes.starts(with: $0.start) }?.name
      throw Fault("is not a NumPy array file\(kind.map { " but \($0)" } ?? ""); write it with numpy.save")
    }
    let major = bytes[6]
    guard (1...3).contains(major) else {
      throw Fault("has version \(major) of the .npy format; versions 1 to 3 are read")
    }
    // The length of the header's text: two bytes in version 1, four since, little-endian.
    let textStart = major == 1 ? 10 : 12
    guard bytes.count >= textStart else { throw Fault("ends within its header") }
    let length = bytes[8..<textStart].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= Self.mostHeaderBytes else {
      throw Fault("says that its header has \(length) bytes, more than the \(Self.mostHeaderBytes) of any array of numbers")
    }
    guard bytes.count - textStart >= length else { throw Fault("ends within its header") }
    dataOffset = textStart + length

    let entries = try ArrayHeaderText.entries(bytes[textStart..<dataOffset])
    guard entries.count == 3, let order = entries["fortran_order"], let axes = entries["shape"], let type = entries["descr"] else {
      throw Fault("has a header without exactly the keys descr, fortran_order and shape")
    }
    (elementType, isBigEndian) = try Self.elementType(type)
    guard case .boolean(let isFortran) = order else { throw Fault("has a header whose fortran_order is neither True nor False") }
    isFortranOrder = isFortran
    shape = try Self.shape(axes)
  }

  /// What is found in the place of a single array, by its first bytes.
  private static let otherKinds: [(start: [UInt8], name: String)] = [
    (Array("PK".utf8) + [3, 4], "a zip archive, as numpy.savez writes"), ([0x89] + Array("HDF".utf8), "an HDF5 file"),
    (Array("MATLAB".utf8), "a MATLAB file"), ([0x80], "a pickle"), ([0x89] + Array("PNG".utf8), "a PNG image"),
    ([0x1F, 0x8B], "gzipped"),
  ]

  private static func elementType(_ value: ArrayHeaderText.Value) throws -> (ElementType, Bool) {
    guard case .text(let description) = value else { throw Fault("has a header whose descr is not a text") }
    guard description != "|O" else {
      throw Fault(
        "holds Python objects (a pickled array), not numbers; make it one array of numbers, of unequal repeats by padding with NaN to [repeats, images, neurons]"
      )
    }
    guard let type = ElementType(kind: description.dropFirst()), let mark = description.first, "<>|=".contains(mark) else {
      let types = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw Fault("holds elements of type \"\(description.prefix(20))\"; convert it to one of \(types)")
    }
    return (type, mark == ">")
  }

  private static func shape(_ value: ArrayHeaderText.Value) throws -> [Int] {
    guard case .tuple(let shape) = value, shape.count <= mostAxes else {
      throw Fault("has a header whose shape is not a tuple of at most \(mostAxes) whole numbers")
    }
    // Axes of length 0 are left out of the product, because they would hide an overflow of the others.
    var product = 1
    for axis in shape where axis > 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: axis)
      guard !overflow, next <= mostElements else {
        throw Fault("claims the shape (\(shape.map(String.init).joined(separator: ", "))), which is too large to be read")
      }
      product = next
    }
    return shape
  }

  /// What is wrong with a header, without the path.
  struct Fault: Error {
    var text: String
    init(_ text: String) { self.text = text }
  }
}
