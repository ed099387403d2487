import Messages
import TestSupport

extension Mutator {
  /// Changes a safetensors file: anywhere, or in its header with the length made right again, so that what follows is reached.
  mutating func mutate(safetensors bytes: [UInt8]) -> [UInt8] {
    guard draw(4) > 0 else { return mutate(bytes) }
    let length = bytes[..<8].enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    var header = mutate(Array(bytes[8..<8 + length]))
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    let newLength = withUnsafeBytes(of: UInt64(header.count).littleEndian) { [UInt8]($0) }
    return newLength + header + [UInt8](bytes[(8 + length)...])
  }

  /// Changes a message's key, one of its headers or its value.
  mutating func mutate(_ record: Record) -> Record {
    var record = record
    for _ in 0...draw(2) {
      let index = draw(record.headers.count)
      switch draw(6) {
      case 0: record.key = String(decoding: mutate(Array(record.key.utf8)), as: UTF8.self)
      case 1: record.value = mutate(record.value ?? [])
      case 2 where !record.headers.isEmpty: record.headers.remove(at: index)
      case 3 where !record.headers.isEmpty: record.headers.append(record.headers[index])
      case _ where !record.headers.isEmpty: record.headers[index].value = mutate(record.headers[index].value)
      default: break
      }
    }
    return record
  }
}
