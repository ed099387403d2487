import Foundation
import Numerics
import Testing

/// One function beside the C library's, which is right to half a unit, over ranges of arguments.
private struct Comparison: Sendable {
  let name: String
  let ours: @Sendable (Double) -> Double
  let library: @Sendable (Double) -> Double
  let ranges: [ClosedRange<Double>]
}

private let comparisons = [
  Comparison(
    name: "exp", ours: Elementary.exp, library: { Foundation.exp($0) }, ranges: [-1e-9...1e-9, -1...1, -700...709, -708...(-700)]),
  Comparison(
    name: "log", ours: Elementary.log, library: { Foundation.log($0) },
    ranges: [0.7...1.5, 0.999...1.001, 1e-9...1, 1...1e9, 1e-308...1e-300]),
  Comparison(
    name: "sin", ours: Elementary.sin, library: { Foundation.sin($0) }, ranges: [-1e-9...1e-9, -1...1, -10...10, -1e6...1e6, 3.14...3.15]),
  Comparison(
    name: "cos", ours: Elementary.cos, library: { Foundation.cos($0) }, ranges: [-1e-9...1e-9, -1...1, -10...10, -1e6...1e6, 1.57...1.571]),
]

@Test(arguments: comparisons.indices)
func elementaryFunctionsAreWithinTwoUnitsInTheLastPlace(index: Int) {
  let comparison = comparisons[index]
  let stream = RandomStream(seed: 1, trial: comparison.name)
  for (number, range) in comparison.ranges.enumerated() {
    var worst = 0.0
    for i in 0..<20_000 {
      let words = stream.words(step: number, index: i)
      let share = (Double(words[0]) * 0x1p32 + Double(words[1])) * 0x1p-64
      let x = range.lowerBound + share * (range.upperBound - range.lowerBound)
      let expected = comparison.library(x)
      worst = max(worst, (comparison.ours(x) - expected).magnitude / expected.ulp)
    }
    #expect(worst <= 2, "\(comparison.name) on \(range)")
  }
}

@Test func elementaryFunctionsKnowTheirSpecialValues() {
  #expect(Elementary.exp(0) == 1)
  #expect(Elementary.exp(-.infinity) == 0)
  #expect(Elementary.exp(.infinity) == .infinity)
  #expect(Elementary.exp(1000) == .infinity)
  #expect(Elementary.exp(-1000) == 0)
  #expect(Elementary.exp(.nan).isNaN)
  #expect(Elementary.exp(-745) == 0x1p-1074)
  #expect(Elementary.log(1) == 0)
  #expect(Elementary.log(0) == -.infinity)
  #expect(Elementary.log(.infinity) == .infinity)
  #expect(Elementary.log(-1).isNaN)
  #expect(Elementary.log(.nan).isNaN)
  #expect(Elementary.log(0x1p-1074) == Foundation.log(0x1p-1074))
  #expect(Elementary.sin(0) == 0)
  #expect(Elementary.cos(0) == 1)
  #expect(Elementary.sin(.pi / 2) == 1)
  for x in [Double.infinity, -.infinity, .nan, 0x1p21] {
    #expect(Elementary.sin(x).isNaN)
    #expect(Elementary.cos(x).isNaN)
  }
}
