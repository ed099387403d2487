/// `.npy` files made byte by byte, independent of the code under test.
struct ArrayBytes {
  var version: UInt8 = 1
  var header: String
  var data: [UInt8] = []

  init(version: UInt8 = 1, header: String, data: [UInt8] = []) {
    self.version = version
    self.header = header
    self.data = data
  }

  init(version: UInt8 = 1, type: String, fortran: Bool = false, shape: String, data: [UInt8]) {
    self.init(
      version: version, header: "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }", data: data)
  }

  var bytes: [UInt8] {
    let text = Array(header.utf8) + [0x0A]
    let length =
      version == 1 ? [UInt8(text.count & 255), UInt8(text.count >> 8)] : [UInt8(text.count & 255), UInt8(text.count >> 8), 0, 0]
    return [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, version, 0] + length + text + data
  }
}
