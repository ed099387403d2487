/// Random numbers addressed by (seed, purpose, subject, member; step, index): the same address gives the same number, on every machine and in any order.
///
/// The first four choose the stream (they become the Philox key), the last two the number within it (they are the counter).
public struct RandomStream: Sendable {
  /// What the numbers are for; each module names its own. Two purposes never share a number.
  public struct Purpose: Sendable {
    let code: UInt32
    public init(_ name: String) { code = UInt32(truncatingIfNeeded: StreamKey(name).value) }
  }

  /// The key of Philox under which the stream's numbers lie.
  public let key: SIMD2<UInt32>

  /// - Parameters:
  ///   - seed: the run's seed.
  ///   - subject: whom the numbers are for, e.g. a neuron; nil where the whole run shares them.
  ///   - member: which of several alike, e.g. a network of an ensemble.
  public init(seed: UInt64, purpose: Purpose, subject: StreamKey? = nil, member: Int = 0) {
    let root = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    let subject = subject?.value ?? 0
    let address = SIMD4(
      UInt32(truncatingIfNeeded: subject), UInt32(truncatingIfNeeded: subject >> 32), purpose.code, UInt32(truncatingIfNeeded: member))
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
