/// Random numbers addressed by (seed, purpose, subject, member; step, index): the same address gives the same number, on every machine and in any order.
///
/// The first four choose the stream (they become the Philox key), the last two the number within it (they are the counter).
public struct RandomStream: Sendable {
  /// The key of Philox under which the stream's numbers lie.
  public let key: SIMD2<UInt32>

  /// - Parameters:
  ///   - seed: the run's seed.
  ///   - subject: whom the numbers are for, e.g. a neuron; nil where the whole run shares them.
  ///   - member: which of several alike, e.g. a network of an ensemble.
  public init(seed: UInt64, purpose: Purpose, subject: StreamKey? = nil, member: Int = 0) {
    self.init(seed: seed, code: purpose.rawValue, subject: subject, member: member)
  }

  /// Numbers that nobody but a test draws: as those of a purpose of that name.
  package init(seed: UInt64, trial name: String, subject: StreamKey? = nil, member: Int = 0) {
    self.init(seed: seed, code: UInt32(truncatingIfNeeded: StreamKey(name).value), subject: subject, member: member)
  }

  private init(seed: UInt64, code: UInt32, subject: StreamKey?, member: Int) {
    let root = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    let subject = subject?.value ?? 0
    let address = SIMD4(
      UInt32(truncatingIfNeeded: subject), UInt32(truncatingIfNeeded: subject >> 32), code, UInt32(truncatingIfNeeded: member))
    let derived = Philox.block(counter: address, key: root)
    key = SIMD2(derived[0], derived[1])
  }

  /// Four independent 32-bit words.
  @inlinable
  public func words(step: Int = 0, index: Int) -> SIMD4<UInt32> {
    Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), UInt32(truncatingIfNeeded: step),
        UInt32(truncatingIfNeeded: step >> 32)), key: key)
  }
}

/// A 64-bit key that stands for a text, e.g. a neuron's id, in the address of a random number: the FNV-1a hash of its UTF-8 bytes.
///
/// By id and not by place in the recording, so that a neuron's result does not change when others are added or left out.
public struct StreamKey: Sendable, Equatable {
  public let value: UInt64

  public init(_ text: String) {
    value = text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
