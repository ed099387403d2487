import LinearAlgebra
import Method
import Numerics
import Testing

@testable import Analysis

struct ComplexnessTests {
  private let stream = RandomStream(seed: 1, trial: "complexness tests")

  /// Dot products of images with an even and an odd pattern, and with their opposites.
  private func quadrants(_ images: Int, member: Int) -> Matrix {
    let draw = RandomStream(seed: 2, trial: "complexness images", member: member).normals(2 * images).map(Double.init)
    var products = Matrix(rows: images, columns: 4)
    for image in 0..<images {
      let even = draw[2 * image]
      let odd = draw[2 * image + 1]
      for (column, product) in [even, odd, -even, -odd].enumerated() { products[image, column] = product }
    }
    return products
  }

  @Test func aRectifiedLinearNeuronIsSimple() throws {
    let training = quadrants(400, member: 0)
    let test = quadrants(300, member: 1)
    let respond = { (images: Matrix) in (0..<images.rows).map { Optional(max(images[$0, 1], 0)) } }
    let found = try #require(
      Complexness.measure(
        training: training, trainingResponses: respond(training), test: test, testResponses: respond(test), stream: stream))
    let best = (0..<300).map { test[$0, 1] }
    #expect(found.simple == StandardisedResponses.similarity(best, respond(test)))
    #expect(found.difference < -0.1 && found.high < 0)
    #expect(Complexness.label(found, distinctImages: 4) == .simple)
  }

  @Test func anEnergyNeuronIsComplex() throws {
    let training = quadrants(400, member: 0)
    let test = quadrants(300, member: 1)
    let respond = { (images: Matrix) in
      (0..<images.rows).map { Optional(images[$0, 0] * images[$0, 0] + images[$0, 1] * images[$0, 1]) }
    }
    let found = try #require(
      Complexness.measure(
        training: training, trainingResponses: respond(training), test: test, testResponses: respond(test), stream: stream))
    // r of max(|a|, |b|) with a^2 + b^2 of two normals is about .9; r of a alone is 0.
    #expect(found.complex > 0.85 && abs(found.simple) < 0.2)
    #expect(found.low > 0.4 && found.low < found.difference && found.difference < found.high)
    #expect(Complexness.label(found, distinctImages: 4) == .complex)
  }

  @Test func oneDistinctImageLeavesNoDifference() throws {
    let images = Matrix(rows: 5, columns: 1, values: [1, 2, 3, 4, 5])
    let responses: [Double?] = [1, nil, 3, 5, 4]
    let found = try #require(
      Complexness.measure(training: images, trainingResponses: responses, test: images, testResponses: responses, stream: stream))
    #expect(found.difference == 0 && found.low == 0 && found.high == 0)
    #expect(Complexness.label(found, distinctImages: 1) == .simple)
  }

  @Test func withoutTestResponsesItIsNotAvailable() {
    let images = quadrants(30, member: 0)
    let responses = [Double?](repeating: nil, count: 30)
    #expect(
      Complexness.measure(
        training: images, trainingResponses: (0..<30).map(Double.init), test: images, testResponses: responses, stream: stream) == nil)
  }

  @Test(arguments: [
    (-0.1, 0.1, 1, NeuronFacts.Label.simple), (-0.1, 0.1, 2, .undetermined), (0.01, 0.1, 2, .complex), (-0.1, -0.01, 2, .simple),
    (0, 0, 2, .simple), (0, 0.1, 2, .undetermined), (-0.02, 0.05, 2, .simple), (0.005, 0.05, 2, .simple), (0.005, 0.12, 2, .complex),
  ])
  func labels(low: Double, high: Double, distinct: Int, expected: NeuronFacts.Label) {
    let complexness = NeuronFacts.Complexness(simple: 0.4, complex: 0.4 + (low + high) / 2, low: low, high: high)
    #expect(Complexness.label(complexness, distinctImages: distinct) == expected)
  }
}
