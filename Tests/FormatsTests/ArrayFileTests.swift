import Formats
import Numerics
import Testing

/// The numbers 1, 2 and the smallest (or, for unsigned types, the largest) of each type, little-endian.
private let elements: [(type: String, element: ElementType, bytes: [[UInt8]], values: [Float])] = [
  ("b1", .bool, [[1], [0], [1]], [1, 0, 1]),
  ("i1", .int8, [[1], [2], [0x80]], [1, 2, -128]),
  ("u1", .uint8, [[1], [2], [0xFF]], [1, 2, 255]),
  ("i2", .int16, [[1, 0], [2, 0], [0, 0x80]], [1, 2, -32768]),
  ("u2", .uint16, [[1, 0], [2, 0], [0xFF, 0xFF]], [1, 2, 65535]),
  ("i4", .int32, [[1, 0, 0, 0], [2, 0, 0, 0], [0, 0, 0, 0x80]], [1, 2, -2_147_483_648]),
  ("u4", .uint32, [[1, 0, 0, 0], [2, 0, 0, 0], [0, 0, 0, 0x80]], [1, 2, 2_147_483_648]),
  ("i8", .int64, [[1, 0, 0, 0, 0, 0, 0, 0], [2, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0x80]], [1, 2, -0x1p63]),
  ("u8", .uint64, [[1, 0, 0, 0, 0, 0, 0, 0], [2, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0x80]], [1, 2, 0x1p63]),
  ("f2", .float16, [[0, 0x3C], [0, 0x40], [1, 0x80]], [1, 2, -0x1p-24]),
  ("f4", .float32, [[0, 0, 0x80, 0x3F], [0, 0, 0, 0x40], [0, 0, 0x80, 0xFF]], [1, 2, -.infinity]),
  ("f8", .float64, [[0, 0, 0, 0, 0, 0, 0xF0, 0x3F], [0, 0, 0, 0, 0, 0, 0, 0x40], [0, 0, 0, 0, 0, 0, 0xE0, 0xBF]], [1, 2, -0.5]),
]

@Test(arguments: elements.indices, [UInt8(1), 2, 3])
func everyTypeIsReadInEveryByteOrderAndVersion(index: Int, version: UInt8) throws {
  let (type, element, bytes, values) = elements[index]
  let marks = bytes[0].count == 1 ? ["|"] : ["<", ">", "="]
  for mark in marks {
    let ordered = mark == ">" ? bytes.map { $0.reversed() } : bytes
    let file = ArrayBytes(version: version, type: mark + type, shape: "(3,)", data: ordered.flatMap { $0 })
    let array = try ArrayFile(decoding: file.bytes, path: "a.npy")
    #expect(array.elementType == element)
    #expect(array.tensor == Tensor(shape: [3], values: values))
  }
}

@Test(
  arguments: [
    ("(2, 3)", [2, 3], [0, 1, 2, 3, 4, 5], [0, 2, 4, 1, 3, 5]), ("(3, 2)", [3, 2], [0, 1, 2, 3, 4, 5], [0, 3, 1, 4, 2, 5]),
    ("(6,)", [6], [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]), ("(2,1,3)", [2, 1, 3], [0, 1, 2, 3, 4, 5], [0, 2, 4, 1, 3, 5]),
    ("(2L, 3L)", [2, 3], [0, 1, 2, 3, 4, 5], [0, 2, 4, 1, 3, 5]), ("()", [], [0], [0]), ("(0, 3)", [0, 3], [], []),
    ("(3, 0)", [3, 0], [], []),
  ] as [(String, [Int], [Float], [Float])])
func everyShapeIsReadInBothOrders(text: String, shape: [Int], rows: [Float], columns: [Float]) throws {
  let data = (0..<rows.count).map(UInt8.init)
  let c = try ArrayFile(decoding: ArrayBytes(type: "|u1", shape: text, data: data).bytes, path: "a.npy")
  #expect(c.tensor == Tensor(shape: shape, values: rows))
  let fortran = try ArrayFile(decoding: ArrayBytes(type: "|u1", fortran: true, shape: text, data: data).bytes, path: "a.npy")
  #expect(fortran.tensor == Tensor(shape: shape, values: columns))
}

@Test(arguments: [[], [0], [5], [2, 3], [4, 1, 2, 3]])
func whatIsWrittenIsReadAgain(shape: [Int]) throws {
  let count = shape.reduce(1, *)
  let tensor = Tensor(shape: shape, values: (0..<count).map { Float($0) * 0.7 - 1 })
  let bytes = ArrayFile.encode(tensor)
  #expect((bytes.count - 4 * count) % 64 == 0)
  #expect(try ArrayFile(decoding: bytes, path: "a.npy").tensor == tensor)
}

/// As numpy.save writes it, byte for byte.
@Test func theWrittenBytesAreNumPysOwn() {
  let bytes = ArrayFile.encode(Tensor(shape: [2], values: [1, -2]))
  let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
  let padding = String(repeating: " ", count: 117 - header.utf8.count) + "\n"
  let magic: [UInt8] = [0x93] + "NUMPY".utf8 + [1, 0, 118, 0]
  let values: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]
  #expect(bytes == magic + Array((header + padding).utf8) + values)
}

/// Half precision at its ends, beside IEEE 754: the largest number, the least normal one, the largest below it, infinity; NaN apart.
@Test func halfPrecisionIsReadExactly() throws {
  let bits: [UInt16] = [0x7BFF, 0x0400, 0x03FF, 0x3555, 0xFC00, 0x8000, 0x7E00]
  let data = bits.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  let values = try ArrayFile(decoding: ArrayBytes(type: "<f2", shape: "(7,)", data: data).bytes, path: "a.npy").tensor.values
  #expect(values.prefix(6) == [65504, 0x1p-14, 0x3FFp-24, 0x555p-12, -.infinity, 0] && values[6].isNaN)
}

private func doubles(_ numbers: [Double]) -> [UInt8] {
  numbers.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian, Array.init) }
}

/// Numbers far from zero beside what varies keep their differences: their mean is taken before they are rounded. Others stay as they are.
@Test func numbersFarFromZeroAreCentredBeforeTheyAreRounded() throws {
  let far = (0..<8).map { 3e7 + 0.25 * Double($0 % 4) }
  let file = ArrayBytes(type: "<f8", shape: "(8,)", data: doubles(far)).bytes
  let read = { (offset: ArrayFile.Offset) in try ArrayFile(decoding: file, path: "a.npy", offset: offset) }
  let centred = try read(.meanWhereItMatters)
  #expect(centred.offset == 3e7 + 0.375)
  #expect(centred.tensor.values == [-0.375, -0.125, 0.125, 0.375, -0.375, -0.125, 0.125, 0.375])
  #expect(try read(.known(3e7)).tensor.values == [0, 0.25, 0.5, 0.75, 0, 0.25, 0.5, 0.75])
  // Single precision cannot tell them apart.
  #expect(try Set(read(.known(0)).tensor.values).count == 1)

  let near = ArrayBytes(type: "<f8", shape: "(4,)", data: doubles([100, 101, 99, 100])).bytes
  #expect(try ArrayFile(decoding: near, path: "a.npy", offset: .meanWhereItMatters).offset == 0)
  let coarse = ArrayBytes(type: "|u1", shape: "(4,)", data: [200, 200, 200, 200]).bytes
  #expect(try ArrayFile(decoding: coarse, path: "a.npy", offset: .meanWhereItMatters).tensor.values == [200, 200, 200, 200])
  let missing = ArrayBytes(type: "<f8", shape: "(2,)", data: doubles([.nan, 3e7])).bytes
  #expect(try ArrayFile(decoding: missing, path: "a.npy", offset: .meanWhereItMatters).offset == 0)
}
