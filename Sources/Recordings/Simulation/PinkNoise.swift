import Numerics

/// Images of random phases whose amplitude falls with frequency as in photographs, as 1/f (Field, J. Opt. Soc. Am. A 4:2379, 1987).
struct PinkNoise {
  let side: Int
  /// The noise is periodic; made at least twice as large and cut to size, the image is not.
  private let transform: FourierTransform

  init(side: Int) {
    self.side = side
    var period = 1
    while period < 2 * side { period *= 2 }
    transform = FourierTransform(count: period)
  }

  /// `side` x `side` pixels in row-major order, in no particular unit.
  func image(_ stream: RandomStream) -> [Double] {
    let period = transform.count
    var real = [Double](repeating: 0, count: period * period)
    var imaginary = real
    for row in 0..<period {
      for column in 0..<period where row + column > 0 {
        let (fy, fx) = (min(row, period - row), min(column, period - column))
        let place = row * period + column
        let amplitude = 1 / Double(fx * fx + fy * fy).squareRoot()
        let phase = 2 * Double.pi * Double(stream.uniform(index: place))
        real[place] = amplitude * Elementary.cos(phase)
        imaginary[place] = amplitude * Elementary.sin(phase)
      }
    }
    // No symmetry was asked of the spectrum: the real part of its transform is such an image, and the imaginary part would be another.
    transform.transformSquare(&real, &imaginary, inverse: true)
    return (0..<side * side).map { real[$0 / side * period + $0 % side] }
  }
}
