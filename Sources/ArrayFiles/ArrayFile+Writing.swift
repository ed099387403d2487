import Numerics

extension ArrayFile {
  /// Writes `tensor` as a `.npy` file (version 1.0, little-endian float32, C order), beside its place and renamed.
  ///
  /// - Throws: `ArrayFileError`.
  public static func write(_ tensor: Tensor, to path: String) throws {
    try AtomicFile.write(encode(tensor), to: path)
  }

  /// The bytes of `tensor` as such a file.
  public static func encode(_ tensor: Tensor) -> [UInt8] {
    let axes = tensor.shape.map(String.init).joined(separator: ", ") + (tensor.shape.count == 1 ? "," : "")
    var text = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (\(axes)), }".utf8)
    // Padded so that the numbers begin at a multiple of 64, and ended by a line feed, as the format asks.
    let padded = (ArrayHeader.magic.count + 4 + text.count + 1 + 63) / 64 * 64
    text += [UInt8](repeating: 0x20, count: padded - ArrayHeader.magic.count - 4 - text.count - 1) + [0x0A]
    var bytes = ArrayHeader.magic + [1, 0, UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text
    bytes.reserveCapacity(bytes.count + 4 * tensor.values.count)
    for value in tensor.values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }
}
