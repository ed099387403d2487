/// A 64-bit key that stands for a text, e.g. a neuron's id, in the address of a random number: the FNV-1a hash of its UTF-8 bytes.
///
/// By id and not by place in the recording, so that a neuron's result does not change when others are added or left out.
public struct StreamKey: Sendable, Equatable {
  public let value: UInt64

  public init(_ text: String) {
    value = text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
