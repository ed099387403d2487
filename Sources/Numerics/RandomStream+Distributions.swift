extension RandomStream {
  /// A number from the uniform distribution on [0, 1), in steps of 2^-24.
  public func uniform(step: Int = 0, index: Int) -> Float {
    Float(words(step: step, index: index >> 2)[index & 3] >> 8) * 0x1p-24
  }

  /// A number from the standard normal distribution (Box & Muller, Ann. Math. Stat. 29:610, 1958).
  public func normal(step: Int = 0, index: Int) -> Float {
    let block = words(step: step, index: index >> 2)
    let pair = Self.normalPair(block[index & 2], block[index & 2 + 1])
    return index & 1 == 0 ? pair.0 : pair.1
  }

  /// `count` numbers from the standard normal distribution: `normal` at the indices 0, 1, 2 ..., several times as fast.
  public func normals(_ count: Int, step: Int = 0) -> [Float] {
    var numbers: [Float] = []
    numbers.reserveCapacity(count + 3)
    while numbers.count < count {
      let block = words(step: step, index: numbers.count >> 2)
      for lane in [0, 2] {
        let pair = Self.normalPair(block[lane], block[lane + 1])
        numbers.append(pair.0)
        numbers.append(pair.1)
      }
    }
    return Array(numbers.prefix(count))
  }

  /// A whole number from 0 up to but not including `bound`, all equally likely (to within bound / 2^64).
  /// - Precondition: `bound` > 0.
  public func integer(below bound: Int, step: Int = 0, index: Int) -> Int {
    precondition(bound > 0, "no whole number lies below \(bound)")
    let block = words(step: step, index: index)
    let bits = UInt64(block[1]) << 32 | UInt64(block[0])
    return Int(bits.multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// The numbers 0 ..< `count` in random order (Fisher & Yates, from the last place down).
  public func permutation(_ count: Int, step: Int = 0) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, integer(below: last + 1, step: step, index: last))
    }
    return order
  }

  private static func normalPair(_ first: UInt32, _ second: UInt32) -> (Float, Float) {
    // In (0, 1], so that the logarithm is finite.
    let radius = (-2 * Elementary.log((Double(first) + 1) * 0x1p-32)).squareRoot()
    let angle = Double(second) * 0x1p-32 * 2 * Double.pi
    return (Float(radius * Elementary.cos(angle)), Float(radius * Elementary.sin(angle)))
  }
}
