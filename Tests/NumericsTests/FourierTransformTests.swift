import Foundation
import Numerics
import Testing

private func noise(_ count: Int, _ step: Int) -> [Double] {
  RandomStream(seed: 5, trial: "noise").normals(count, step: step).map(Double.init)
}

@Test(arguments: [1, 2, 4, 8, 32, 128], [false, true])
func theTransformIsTheSumThatDefinesIt(count: Int, inverse: Bool) {
  let (x, y) = (noise(count, 0), noise(count, 1))
  var (real, imaginary) = (x, y)
  FourierTransform(count: count).transform(&real, &imaginary, inverse: inverse)
  for k in 0..<count {
    var (expectedReal, expectedImaginary) = (0.0, 0.0)
    for n in 0..<count {
      let angle = (inverse ? 2 : -2) * Double.pi * Double(k * n % count) / Double(count)
      expectedReal += x[n] * cos(angle) - y[n] * sin(angle)
      expectedImaginary += x[n] * sin(angle) + y[n] * cos(angle)
    }
    #expect(abs(real[k] - expectedReal) < 1e-11 && abs(imaginary[k] - expectedImaginary) < 1e-11)
  }
}

@Test func aSquareComesBackFromItsTransform() {
  let side = 16
  let transform = FourierTransform(count: side)
  let (x, y) = (noise(side * side, 0), noise(side * side, 1))
  var (real, imaginary) = (x, y)
  transform.transformSquare(&real, &imaginary)
  // One element by its definition: wave 2 down the rows, 3 along the columns.
  var expected = 0.0
  for row in 0..<side {
    for column in 0..<side {
      let angle = -2 * Double.pi * Double(2 * row + 3 * column) / Double(side)
      expected += x[row * side + column] * cos(angle) - y[row * side + column] * sin(angle)
    }
  }
  #expect(abs(real[2 * side + 3] - expected) < 1e-10)
  transform.transformSquare(&real, &imaginary, inverse: true)
  for place in x.indices {
    #expect(abs(real[place] / 256 - x[place]) < 1e-12 && abs(imaginary[place] / 256 - y[place]) < 1e-12)
  }
}
