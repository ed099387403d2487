/// Which units of a layer dropout silences for one image, and by what it multiplies the others.
///
/// Unit u takes sixteen bits of Philox 4x32-10: of the block with counter (8 x (u / 64) + u % 8, `counter`) the (u / 8 % 8)-th sixteen, lowest first. It is
/// silenced where they lie below the threshold.
public struct DropoutMask: Sendable {
  public let key: SIMD2<UInt32>
  /// The second to fourth word of the counter.
  public let counter: SIMD3<UInt32>
  public let threshold: UInt16
  public let scale: Float

  public init(key: SIMD2<UInt32>, counter: SIMD3<UInt32>, threshold: UInt16, scale: Float) {
    self.key = key
    self.counter = counter
    self.threshold = threshold
    self.scale = scale
  }
}
