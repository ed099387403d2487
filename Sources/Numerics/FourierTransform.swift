/// The discrete Fourier transform of lengths that are powers of two (Cooley & Tukey, Math. Comput. 19:297, 1965), in double precision.
public struct FourierTransform: Sendable {
  public let count: Int
  /// cos and sin of 2 pi k / count for k below count / 2.
  private let roots: [(cos: Double, sin: Double)]

  /// - Precondition: `count` is a power of two.
  public init(count: Int) {
    precondition(count > 0 && count & (count - 1) == 0, "\(count) is not a power of two")
    self.count = count
    roots = (0..<count / 2).map { k in
      let angle = 2 * Double.pi * Double(k) / Double(count)
      return (Elementary.cos(angle), Elementary.sin(angle))
    }
  }

  /// The sums over n of x(n) exp(-2 pi i k n / count), or with + where `inverse` (not divided by `count`), in place.
  /// - Precondition: both parts have `count` elements.
  public func transform(_ real: inout [Double], _ imaginary: inout [Double], inverse: Bool = false) {
    precondition(real.count == count && imaginary.count == count, "the transform is of \(count) elements")
    reorder(&real)
    reorder(&imaginary)
    let sign = inverse ? 1.0 : -1.0
    var half = 1
    while half < count {
      for start in stride(from: 0, to: count, by: 2 * half) {
        for k in 0..<half {
          let root = roots[k * (count / (2 * half))]
          let (low, high) = (start + k, start + k + half)
          let turnedReal = real[high] * root.cos - imaginary[high] * sign * root.sin
          let turnedImaginary = imaginary[high] * root.cos + real[high] * sign * root.sin
          (real[high], imaginary[high]) = (real[low] - turnedReal, imaginary[low] - turnedImaginary)
          (real[low], imaginary[low]) = (real[low] + turnedReal, imaginary[low] + turnedImaginary)
        }
      }
      half *= 2
    }
  }

  /// The same of a square of `count` x `count` elements in row-major order, along both axes.
  public func transformSquare(_ real: inout [Double], _ imaginary: inout [Double], inverse: Bool = false) {
    precondition(real.count == count * count && imaginary.count == count * count, "the transform is of \(count) x \(count) elements")
    for isColumn in [false, true] {
      for line in 0..<count {
        let places = (0..<count).map { isColumn ? $0 * count + line : line * count + $0 }
        var (lineReal, lineImaginary) = (places.map { real[$0] }, places.map { imaginary[$0] })
        transform(&lineReal, &lineImaginary, inverse: inverse)
        for (element, place) in places.enumerated() { (real[place], imaginary[place]) = (lineReal[element], lineImaginary[element]) }
      }
    }
  }

  /// Into bit-reversed order, from which the butterflies lead back.
  private func reorder(_ values: inout [Double]) {
    var reversed = 0
    for place in 0..<count {
      if place < reversed { values.swapAt(place, reversed) }
      var bit = count >> 1
      while bit > 0, reversed & bit != 0 {
        reversed ^= bit
        bit >>= 1
      }
      reversed |= bit
    }
  }
}
