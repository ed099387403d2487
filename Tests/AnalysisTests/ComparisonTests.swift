import LinearAlgebra
import Method
import Numerics
import SupportVectors
import Testing

@testable import Analysis

struct ComparisonTests {
  private static func normals(_ rows: Int, _ columns: Int, member: Int) -> Matrix {
    let stream = RandomStream(seed: 6, trial: "comparison tests", member: member)
    return Matrix(rows: rows, columns: columns, values: stream.normals(rows * columns).map(Double.init))
  }

  private static func folds(_ images: Int) throws -> Folds {
    try Folds(images: Tensor(shape: [images, 1, 1, 1], values: (0..<images).map(Float.init)), count: 5, seed: 1)
  }

  @Test func lassoFindsTheFewPixelsThatMatter() throws {
    var pixels = Self.normals(200, 30, member: 0)
    for row in 0..<200 {
      pixels[row, 7] = 4  // constant
      pixels[row, 3] = 10 * pixels[row, 3] + 2  // of another scale
    }
    let test = pixels.gather(Array(0..<40))
    let respond = { (images: Matrix) in (0..<images.rows).map { 0.5 * images[$0, 3] - 2 * images[$0, 11] + 9 } }
    let bases = [LassoBasis(pixels: pixels, testPixels: test, folds: try Self.folds(200), held: 1)]
    let found = try #require(try comparisonPrediction(targets: respond(pixels), bases: bases))
    #expect(try #require(Statistics.pearson(found.test, respond(test))) > 0.999)
    let field = bases[0].field(found.chosen[0])
    #expect(abs(field[3] - 0.5) < 0.02 && abs(field[11] + 2) < 0.1 && field[7] == 0)
    #expect(field.indices.filter { abs(field[$0]) > 0.05 } == [3, 11])
  }

  @Test func lassoWithoutSomeImagesIsTheLassoOfTheOthers() throws {
    let pixels = Self.normals(60, 6, member: 0)
    let folds = try Self.folds(60)
    let basis = LassoBasis(pixels: pixels, testPixels: pixels, folds: folds, held: 0)
    let responses = pixels.times([1, 0, 0, -2, 0, 0.5]).map { $0 + 3 }
    let present = basis.training.indices.filter { $0 % 4 != 0 }
    let targets: [Double?] = basis.training.indices.map { $0 % 4 == 0 ? nil : responses[basis.training[$0]] }
    let last = try #require(try basis.fits(targets: targets).last)
    // At the path's end the penalty hardly matters: the responses are met.
    let predictions = basis.testPredictions(last)
    #expect(present.allSatisfy { abs(predictions[basis.training[$0]] - responses[basis.training[$0]]) < 0.05 })
    #expect(abs(predictions[basis.training[0]] - responses[basis.training[0]]) < 0.05)
  }

  @Test func aRectifiedSquareIsLinearNonlinear() throws {
    let pixels = Self.normals(400, 10, member: 0)
    let test = Self.normals(100, 10, member: 1)
    let respond = { (images: Matrix) in
      images.times([1, -1, 0, 0, 0, 0, 0, 2, 0, 0]).map { drive -> Double in
        let rectified = max(drive, 0)
        return rectified * rectified
      }
    }
    let folds = try Self.folds(400)
    let ridge = try (0..<2).map { try RidgeBasis(features: pixels, testFeatures: test, folds: folds, held: $0) }
    let linear = try #require(try comparisonPrediction(targets: respond(pixels), bases: ridge))
    let found = try #require(try comparisonPrediction(targets: respond(pixels), bases: ridge.map(LinearNonlinearBasis.init)))
    #expect(found.chosen.allSatisfy { $0.doubledPower > 2 && $0.gain > 0 })
    let similarity = try #require(Statistics.pearson(found.test, respond(test)))
    #expect(similarity > 0.97)
    #expect(try similarity > #require(Statistics.pearson(linear.test, respond(test))) + 0.1)
  }

  @Test func gaborEnergiesIgnorePhaseAndGrey() {
    let side = 16
    let grating = { (phase: Double, contrast: Double, grey: Double) in
      (0..<side * side).map { Float(grey + contrast * Elementary.cos(2 * .pi * 0.12 * Double($0 % side) + phase)) }
    }
    let images = Tensor(
      shape: [4, 1, side, side],
      values: grating(0, 1, 0) + grating(1.3, 1, 5) + grating(0, 2, 0) + [Float](repeating: 3, count: side * side))
    let features = GaborEnergy.features(images)
    #expect(features.columns == 3 * 8 * 16)
    // The middle windows of the frequency and orientation shown (the second of three, the first of eight).
    for window in [5, 6, 9, 10] {
      let column = 8 * 16 + window
      #expect(abs(features[0, column] - features[1, column]) < 0.06 * features[0, column])
      #expect(abs(features[2, column] - 2 * features[0, column]) < 1e-9)
      // The orthogonal orientation, and grey, leave it cold.
      #expect(features[0, column + 4 * 16] < 0.2 * features[0, column])
      #expect(abs(features[3, column]) < 1e-9)
    }
  }

  @Test func supportVectorsPredictAsTheirFormula() throws {
    let training = Tensor(shape: [60, 1, 2, 2], values: Self.normals(60, 4, member: 0).values.map(Float.init))
    let test = Tensor(shape: [20, 1, 2, 2], values: Self.normals(20, 4, member: 1).values.map(Float.init))
    let basis = SupportVectorBasis(
      kernels: SupportVectorKernels(training: training, test: test, seed: 1), folds: try Self.folds(60), held: 0)
    #expect(basis.training.count == 48 && basis.validation.count == 12)
    let energy = { (images: Tensor) in (0..<images.count).map { Double(images[$0].first! * images[$0].first!) } }
    let targets = energy(training)
    let fits = try basis.fits(targets: basis.training.map { $0 == basis.training[5] ? nil : targets[$0] })
    #expect(fits.count == 9)
    for fit in fits {
      let predictions = basis.testPredictions(fit)
      for image in 0..<20 {
        let expected = zip(fit.regression.samples, fit.regression.coefficients).reduce(fit.regression.offset) { sum, vector in
          let distance = zip(training[vector.0], test[image]).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
          return sum + vector.1 * Elementary.exp(-SupportVectorKernels.widths[fit.width] * distance / 4)
        }
        #expect(abs(predictions[image] - expected) < 1e-6)
      }
      #expect(!fit.regression.samples.contains(basis.training[5]))
    }
    let found = try #require(try comparisonPrediction(targets: targets, bases: [basis]))
    #expect(try #require(Statistics.pearson(found.test, energy(test))) > 0.7)
  }
}
