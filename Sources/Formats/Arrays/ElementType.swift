/// The types of number that are read from a `.npy` file, by NumPy's names.
public enum ElementType: String, Sendable, Codable, CaseIterable {
  case bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float16, float32, float64

  /// Bytes of one number.
  public var width: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16, .float16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// The type that a `descr` such as "<f4" names, without its byte order; nil for anything that is not a real number of these.
  init?(kind: Substring) {
    let types: [Substring: ElementType] = [
      "b1": .bool, "i1": .int8, "u1": .uint8, "i2": .int16, "u2": .uint16, "i4": .int32, "u4": .uint32, "i8": .int64, "u8": .uint64,
      "f2": .float16, "f4": .float32, "f8": .float64,
    ]
    guard let type = types[kind] else { return nil }
    self = type
  }

  /// Whether single precision may lose what tells two of its numbers apart.
  var isFinerThanSingle: Bool {
    switch self {
    case .bool, .int8, .uint8, .int16, .uint16, .float16, .float32: false
    case .int32, .uint32, .int64, .uint64, .float64: true
    }
  }
}
