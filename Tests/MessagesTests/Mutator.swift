import Messages
import Numerics

/// Changes bytes the way that faults and malice do, by counter-based random numbers: the same case is the same bytes on every machine.
struct Mutator {
  private static let tokens = [
    "-1", "0", "9223372036854775807", "9223372036854775808", "18446744073709551615", "1e308", "1e999", "-0", "0.1", "null", "true", "\"\"",
    "{}", "[]", "[[[[",
    "{\"a\":", "\\ud800", "\\", "\"", ",", "}", "\0", "\u{FEFF}", "é",
  ].map { Array($0.utf8) }

  private let stream: RandomStream
  private var drawn = 0

  init(case number: Int, of decoder: String) {
    stream = RandomStream(seed: 1, purpose: .init("fuzz"), subject: StreamKey(decoder), member: number)
  }

  /// A number from 0 to below the bound.
  mutating func draw(_ bound: Int) -> Int {
    drawn += 1
    return bound > 0 ? Int(stream.words(index: drawn)[0]) % bound : 0
  }

  private mutating func range(in bytes: [UInt8]) -> Range<Int> {
    let start = draw(bytes.count + 1)
    return start..<min(bytes.count, start + draw(1 << draw(7)))
  }

  /// One to four changes.
  mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...draw(4) {
      let place = draw(bytes.count)
      switch draw(8) {
      case 0 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8(draw(8))
      case 1 where !bytes.isEmpty: bytes[place] = UInt8(draw(256))
      case 2: bytes.removeSubrange(range(in: bytes))
      case 3: bytes.insert(contentsOf: bytes[range(in: bytes)], at: place)
      case 4: bytes.removeLast(min(bytes.count, draw(1 << draw(7))))
      case 5: bytes.insert(contentsOf: Self.tokens[draw(Self.tokens.count)], at: place)
      case 6: bytes.replaceSubrange(range(in: bytes), with: Self.tokens[draw(Self.tokens.count)])
      default: replaceNumber(in: &bytes)
      }
    }
    return bytes
  }

  /// Puts a token in the place of a run of digits.
  private mutating func replaceNumber(in bytes: inout [UInt8]) {
    let isDigit = { (byte: UInt8) in (48...57).contains(byte) }
    let starts = bytes.indices.filter { isDigit(bytes[$0]) && ($0 == 0 || !isDigit(bytes[$0 - 1])) }
    guard !starts.isEmpty else { return }
    let start = starts[draw(starts.count)]
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: Self.tokens[draw(Self.tokens.count)])
  }

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
  mutating func mutate(_ envelope: Envelope) -> Envelope {
    var envelope = envelope
    for _ in 0...draw(2) {
      let index = draw(envelope.headers.count)
      switch draw(6) {
      case 0: envelope.key = String(decoding: mutate(Array(envelope.key.utf8)), as: UTF8.self)
      case 1: envelope.value = mutate(envelope.value)
      case 2 where !envelope.headers.isEmpty: envelope.headers.remove(at: index)
      case 3 where !envelope.headers.isEmpty: envelope.headers.append(envelope.headers[index])
      case _ where !envelope.headers.isEmpty: envelope.headers[index].value = mutate(envelope.headers[index].value)
      default: break
      }
    }
    return envelope
  }
}
