import Foundation
import Numerics

/// Changes bytes the way that faults and malice do, by counter-based random numbers: the same case is the same bytes on every machine.
public struct Mutator {
  private static let tokens = [
    "-1", "0", "9223372036854775807", "9223372036854775808", "18446744073709551615", "1e308", "1e999", "-0", "0.1", "null", "true", "\"\"",
    "{}", "[]", "[[[[",
    "{\"a\":", "\\ud800", "\\", "\"", ",", "}", "\0", "\u{FEFF}", "é",
  ].map { Array($0.utf8) }

  private let stream: RandomStream
  private var drawn = 0

  public init(case number: Int, of decoder: String) {
    stream = RandomStream(seed: 1, trial: "fuzz", subject: StreamKey(decoder), member: number)
  }

  /// A number from 0 to below the bound.
  public mutating func draw(_ bound: Int) -> Int {
    drawn += 1
    return bound > 0 ? Int(stream.words(index: drawn)[0]) % bound : 0
  }

  private mutating func range(in bytes: [UInt8]) -> Range<Int> {
    let start = draw(bytes.count + 1)
    return start..<min(bytes.count, start + draw(1 << draw(7)))
  }

  /// One to four changes.
  public mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
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

  /// How many cases of each decoder: `KONOMI_FUZZ_CASES`, or 3000.
  public static let cases = ProcessInfo.processInfo.environment["KONOMI_FUZZ_CASES"].flatMap(Int.init) ?? 3000

  /// Runs one decoder over many cases: it reads what it is handed, or refuses it by an error of one type. (A crash ends the tests.)
  /// - Returns: how many inputs it accepted, and what it threw beside.
  public static func fuzz<Refusal: Error>(
    _ decoder: String, cases: Int = Mutator.cases, refusingBy refusal: Refusal.Type, _ run: (inout Mutator) throws -> Void
  ) -> (accepted: Int, complaints: [String]) {
    var accepted = 0
    var complaints: [String] = []
    for number in 0..<cases {
      var mutator = Mutator(case: number, of: decoder)
      do {
        try run(&mutator)
        accepted += 1
      } catch is Refusal {
      } catch {
        complaints.append("case \(number) of \(decoder): \(error)")
      }
    }
    return (accepted, complaints)
  }
}
