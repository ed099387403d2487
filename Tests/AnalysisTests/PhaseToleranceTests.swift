import Method
import Numerics
import Testing

@testable import Analysis

private let plane: [(a: Double, b: Double)] = {
  let numbers = RandomStream(seed: 5, trial: "test phase plane").normals(3000)
  return (0..<1500).map { (Double(numbers[2 * $0]), Double(numbers[2 * $0 + 1])) }
}()

private func tau(_ response: (Double, Double) -> Double) throws -> PhaseTolerance {
  try #require(PhaseTolerance(projections: plane, responses: plane.map { response($0.a, $0.b) }, training: 1000))
}

private func half(_ x: Double) -> Double { max(x, 0) }

/// The closed forms of method and noise-free responses: half-wave, squared half-wave, energy, linear, and partial tolerances in between.
@Test func noiseFreeResponsesGiveTheClosedForms() throws {
  #expect(try abs(tau { a, _ in half(a) }.tau) <= 0.005)
  #expect(try abs(tau { a, _ in half(a) * half(a) }.tau) <= 0.005)
  #expect(try abs(tau { a, _ in a }.tau + 1.0 / 3) <= 0.01)
  #expect(try abs(tau { a, b in a * a + b * b }.tau - 1) <= 0.005)
  for k in [0.1, 0.2, 0.4, 0.7] {
    let partial = try tau { a, b in half(a) * half(a) + k * (half(-a) * half(-a) + b * b) }
    // The rounder the phase plane, the less its rotation can be told.
    #expect(abs(partial.tau - k) <= 0.01)
    #expect(abs(partial.largestOther - k) <= 0.04)
    #expect(partial.exponent == 2)
  }
  // One quadrant of strength k reads k / 3, and the weights tell which.
  let onOff = try tau { a, _ in half(a) * half(a) + 0.6 * half(-a) * half(-a) }
  #expect(abs(onOff.tau - 0.2) <= 0.005)
  #expect(abs(onOff.weights[1] - 0.6) <= 0.005)
}

@Test func theRotationFindsTheTruePhase() throws {
  let turned = try tau { a, b in half(a * Elementary.cos(0.5) + b * Elementary.sin(0.5)) }
  #expect(turned.rotation == 30)
  #expect(abs(turned.tau) < 0.06)
}

@Test func labelsFollowTauAndItsInterval() throws {
  #expect(try tau { a, _ in half(a) }.label == .simple)
  #expect(try tau { a, b in half(a) * half(a) + 0.3 * (half(-a) * half(-a) + b * b) }.label == .partial)
  #expect(try tau { a, b in a * a + b * b }.label == .complex)
  let noise = RandomStream(seed: 6, trial: "test noise").normals(1500).map(Double.init)
  // Barely a response: tau says nothing, or its interval is too wide to say what.
  let blind = try #require(PhaseTolerance(projections: plane, responses: noise, training: 1000))
  #expect(blind.label == nil || blind.label == .undetermined)
  let few = zip(plane, noise).prefix(400)
  let faint = try #require(
    PhaseTolerance(projections: few.map(\.0), responses: few.map { half($0.a) + 2 * $1 }, training: 300))
  #expect(faint.label == .undetermined)
}

@Test func theQuadraturePartnerOfAGaborIsItsSineTwin() throws {
  let even = Gabor(orientation: 35, wavelength: 6, sigma: 3.5, aspect: 1, phase: 20, centreX: 11.5, centreY: 11.5)
  var odd = even
  odd.phase -= 90
  let image = Tensor(shape: [1, 24, 24], values: even.image(height: 24, width: 24).map(Float.init))
  let pair = try #require(QuadraturePair(image: image, orientation: even.orientation))
  let twin = odd.image(height: 24, width: 24)
  #expect(try #require(Statistics.pearson(pair.partner.values.map(Double.init), twin)) > 0.99)
  let overlap = zip(pair.image.values, pair.partner.values).reduce(0) { $0 + Double($1.0 * $1.1) }
  #expect(abs(overlap) < 1e-5)
  #expect(QuadraturePair(image: Tensor(shape: [1, 8, 8]), orientation: 0) == nil)
}
