import Numerics

extension ArrayFile {
  /// Writes `tensor` as a `.npy` file (version 1.0, little-endian float32, C order), beside its place and renamed.
  ///
  /// - Throws: `FileError`.
  public static func write(_ tensor: Tensor, to path: String) throws {
    try AtomicFile.write(encode(tensor), to: path)
  }

  /// The bytes of `tensor` as such a file.
  public static func encode(_ tensor: Tensor) -> [UInt8] { header(shape: tensor.shape) + encode(values: tensor.values) }

  /// How such a file begins; `encode(values:)` of as many numbers as the shape holds must follow.
  public static func header(shape: [Int]) -> [UInt8] {
    let axes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (\(axes)), }".utf8)
    // Padded so that the numbers begin at a multiple of 64, and ended by a line feed, as the format asks.
    let padded = (ArrayHeader.magic.count + 4 + text.count + 1 + 63) / 64 * 64
    text += [UInt8](repeating: 0x20, count: padded - ArrayHeader.magic.count - 4 - text.count - 1) + [0x0A]
    return ArrayHeader.magic + [1, 0, UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text
  }

  public static func encode(values: some Collection<Float>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }
}
