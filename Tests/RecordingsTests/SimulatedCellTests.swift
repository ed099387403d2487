import Foundation
import Method
import Numerics
import Testing

@testable import Recordings

/// One image of `side` x `side` pixels.
private func image(_ pixels: [Double], _ factor: Double = 1) -> Tensor {
  let side = Int(Double(pixels.count).squareRoot())
  return Tensor(shape: [1, 1, side, side], values: pixels.map { Float(factor * $0) })
}

private func cell(_ kind: CellKind, tolerance: Double? = nil, _ number: Int = 0) -> SimulatedCell {
  SimulatedCell(id: "\(kind.rawValue)-\(number)", kind: kind, tolerance: tolerance, side: 24, seed: 1)
}

@Test func aGaborIsAWaveUnderAGaussian() {
  let gabor = Gabor(orientation: 30, wavelength: 7, sigma: 3, aspect: 0.6, phase: 50, centreX: 8, centreY: 13)
  let pixels = gabor.unitImage(side: 20)
  #expect(abs(pixels.reduce(0, +)) < 1e-12)
  #expect(abs(pixels.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
  let (cosine, sine): (Double, Double) = (cos(.pi / 6), sin(.pi / 6))
  let wave = (0..<400).map { place -> Double in
    let (x, y) = (Double(place % 20) - 8, Double(place / 20) - 13)
    let (u, v) = (x * cosine + y * sine, y * cosine - x * sine)
    let phase: Double = 2 * .pi * u / 7 + 50 * .pi / 180
    return exp(-u * u / 18 - v * v * 0.02) * cos(phase)
  }
  #expect(Statistics.pearson(pixels, wave)! > 1 - 1e-12)
}

@Test func turningAGaborMovesItsBars() {
  let gabor = Gabor(orientation: 0, wavelength: 8, sigma: 4, aspect: 1, phase: 90, centreX: 11.5, centreY: 11.5)
  let (upright, turned) = (gabor.unitImage(side: 24), gabor.rotated(by: 90).unitImage(side: 24))
  // A quarter of a turn, from the x axis (right) towards the y axis (down): rows become columns.
  for row in 0..<24 { for column in 0..<24 { #expect(abs(turned[row * 24 + column] - upright[column * 24 + row]) < 1e-12) } }
  let reversed = gabor.rotated(by: 180).unitImage(side: 24)
  #expect(zip(upright, reversed).allSatisfy { abs($0 + $1) < 1e-12 })
}

@Test func cellsRespondAsTheirKindsDo() {
  for number in 0..<5 {
    let simple = cell(.simple, number)
    let own = simple.field.unitImage(side: 24)
    #expect(abs(simple.responses(to: image(own, 2))[0] - 2) < 1e-5)
    #expect(simple.responses(to: image(own, -2)) == [0])

    let complex = cell(.complex, number)
    let partial = cell(.partial, tolerance: 0.25, number)
    for phase in [0.0, 90, 180, 270] {
      let shifted = image(complex.field.shifted(by: phase).unitImage(side: 24), 3)
      #expect(abs(complex.responses(to: shifted)[0] - 9) < 0.5)
      let partlyShifted = image(partial.field.shifted(by: phase).unitImage(side: 24), 3)
      #expect(abs(partial.responses(to: partlyShifted)[0] - (phase == 0 ? 9 : 2.25)) < 0.5)
    }

    let invariant = cell(.rotationInvariant, number)
    for turn in 0..<24 {
      let turned = image(invariant.field.rotated(by: 15 * Double(turn)).unitImage(side: 24), 2)
      #expect(abs(invariant.responses(to: turned)[0] - 2) < 1e-5)
    }
    #expect(invariant.responses(to: image([Double](repeating: 1, count: 576)))[0] < 1e-5)
  }
}

@Test func cellsAreDrawnFromTheWholeOfTheirRanges() {
  let cells = (0..<300).map { cell(.simple, $0) }
  let ranges: [(low: Double, high: Double, values: [Double])] = [
    (0, 180, cells.map(\.field.orientation)), (0, 360, cells.map(\.field.phase)), (6, 10, cells.map(\.field.wavelength)),
    (0.38, 0.5, cells.map { $0.field.sigma / $0.field.wavelength }), (9, 14, cells.map(\.field.centreX)),
    (9, 14, cells.map(\.field.centreY)),
  ]
  for (low, high, values) in ranges {
    let width = high - low
    #expect(values.min()! >= low && values.min()! < low + 0.05 * width)
    #expect(values.max()! <= high && values.max()! > high - 0.05 * width)
    #expect(abs(Statistics.mean(values)! - (low + high) / 2) < 0.07 * width)
  }
  let invariant = (0..<5).map { cell(.rotationInvariant, $0).field }
  #expect(invariant.allSatisfy { $0.phase == 90 && $0.aspect == 0.7 && abs($0.sigma / $0.wavelength - 0.6) < 1e-12 })
}
