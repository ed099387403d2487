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

  /// Where the search along the path ends early, what is chosen is the best of the whole path; of pure noise that is its first fit.
  @Test func theLassoChoosesTheBestOfItsPath() throws {
    let pixels = Self.normals(150, 40, member: 2)
    let noise = Self.normals(1, 150, member: 3).values
    let basis = LassoBasis(pixels: pixels, testPixels: pixels, folds: try Self.folds(150), held: 1)
    for share in [0, 0.5, 3] {
      let drives = pixels.times((0..<40).map { $0 % 10 == 0 ? share : 0 })
      let targets = zip(drives, noise).map { $0 + 2 * $1 }
      let fits = Array(basis.path(targets: basis.training.map { targets[$0] }))
      #expect(fits.count == LassoBasis.pathLength)
      let errors = fits.map { fit in
        let predictions = basis.testPredictions(fit)
        return basis.validation.reduce(0) { $0 + (predictions[$1] - targets[$1]) * (predictions[$1] - targets[$1]) }
      }
      let best = errors.indices.reduce(0) { errors[$1] < errors[$0] ? $1 : $0 }
      let chosen = try basis.chosen(targets: basis.training.map { targets[$0] }, held: basis.validation.map { targets[$0] })
      #expect(chosen == fits[best])
      #expect(share > 0 ? best > 0 : best < 3)
    }
  }

  /// Ridge and the linear-nonlinear model choose among solutions in other coordinates what they would choose among filters; also where responses are missing.
  @Test(arguments: [0, 9]) func theChosenFitHasTheLeastError(missing: Int) throws {
    let pixels = Self.normals(120, 15, member: 4)
    let drives = pixels.times((0..<15).map { Double($0 % 4) / 4 })
    let targets: [Double?] = zip(drives, Self.normals(1, 120, member: 5).values).enumerated().map { image, pair in
      image * 7 % 120 < missing ? nil : max(pair.0, 0) + pair.1
    }
    let ridge = try RidgeBasis(features: pixels, testFeatures: pixels, folds: try Self.folds(120), held: 0)
    let (fitted, held) = (ridge.training.map { targets[$0] }, ridge.validation.map { targets[$0] })
    let error = { (predictions: [Double]) in heldOutError(ridge.validation.map { predictions[$0] }, held) }
    let filters = ridge.fits(try ridge.solutions(targets: fitted, penalties: RidgeBasis.penalties))
    let least = try #require(filters.map { error(ridge.testPredictions($0)) }.min())
    let chosen = try ridge.chosen(targets: fitted, held: held)
    #expect(abs(error(ridge.testPredictions(chosen)) / least - 1) < 1e-9)
    let model = LinearNonlinearBasis(ridge: ridge)
    let fits = zip(filters, ridge.trainingPredictions(filters)).flatMap { model.fits($0, drives: $1, targets: fitted) }
    let lowest = try #require(fits.map { error(model.testPredictions($0)) }.min())
    let bent = try model.chosen(targets: fitted, held: held)
    #expect(lowest < least && abs(error(model.testPredictions(bent)) / lowest - 1) < 1e-9)
  }

  @Test func lassoWithoutSomeImagesIsTheLassoOfTheOthers() throws {
    let pixels = Self.normals(60, 6, member: 0)
    let folds = try Self.folds(60)
    let basis = LassoBasis(pixels: pixels, testPixels: pixels, folds: folds, held: 0)
    let responses = pixels.times([1, 0, 0, -2, 0, 0.5]).map { $0 + 3 }
    let present = basis.training.indices.filter { $0 % 4 != 0 }
    let targets: [Double?] = basis.training.indices.map { $0 % 4 == 0 ? nil : responses[basis.training[$0]] }
    let last = try #require(Array(basis.path(targets: targets)).last)
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
    var fits: [(fit: SupportVectorBasis.Fit, held: [Double])] = []
    try basis.descend(targets: basis.training.map { $0 == basis.training[5] ? nil : targets[$0] }) { fits.append(($0(), $1)) }
    #expect(fits.count == 9)
    for (fit, held) in fits {
      let own = basis.validation.map { image in fit.regression.prediction { basis.kernels.kernels[fit.width][$0, image] } }
      #expect(zip(own, held).allSatisfy { abs($0 - $1) < 1e-12 })
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

  /// Filters that end where their envelope does answer as filters over the whole image, written out pixel by pixel; also where the image's border cuts them, and of unequal sides.
  @Test func gaborEnergiesAreThoseOfWholeFilters() {
    let (height, width) = (20, 41)
    let images = Tensor(shape: [2, 2, height, width], values: Self.normals(2, 2 * height * width, member: 0).values.map(Float.init))
    let features = GaborEnergy.features(images)
    let windows = (rows: height / 4, columns: width / 4)
    #expect(features.columns == 24 * windows.rows * windows.columns)
    let grey = (0..<2).map { image in
      (0..<height * width).map {
        (Double(images[image][images[image].startIndex + $0]) + Double(images[image][images[image].startIndex + height * width + $0])) / 2
      }
    }
    for (group, window) in [(0, 0), (3, 49), (9, 25), (16, 24), (21, 12), (23, 40)] {
      let frequency = GaborEnergy.frequencies[group / 8]
      let angle = Double(group % 8) * .pi / 8
      var sums = [0.0, 0.0]
      for position in 0..<4 {
        let y0 = Double(4 * (window / windows.columns) + 2 * (position / 2)) + 0.5
        let x0 = Double(4 * (window % windows.columns) + 2 * (position % 2)) + 0.5
        let points = (0..<height * width).map { pixel -> (weight: Double, wave: Double) in
          let (x, y) = (Double(pixel % width) - x0, Double(pixel / width) - y0)
          let (u, v) = (x * Elementary.cos(angle) + y * Elementary.sin(angle), y * Elementary.cos(angle) - x * Elementary.sin(angle))
          let (a, b) = (2 * .pi * 0.35 * frequency * u, 2 * .pi * 0.4 * frequency * v)
          return (Elementary.exp(-(a * a + b * b) / 2), 2 * .pi * frequency * u)
        }
        for image in 0..<2 {
          let outputs = [Elementary.cos, Elementary.sin].map { wave -> Double in
            let filter = points.map { $0.weight * wave($0.wave) }
            let share = filter.reduce(0, +) / points.reduce(0) { $0 + $1.weight }
            return zip(zip(filter, points), grey[image]).reduce(0) { $0 + ($1.0.0 - share * $1.0.1.weight) * $1.1 }
          }
          sums[image] += (outputs[0] * outputs[0] + outputs[1] * outputs[1]).squareRoot() / 4
        }
      }
      for image in 0..<2 { #expect(abs(features[image, group * windows.rows * windows.columns + window] - sums[image]) < 1e-9) }
    }
  }

  /// With far fewer images than pixels the Lasso never holds pixels x pixels numbers, and is the Lasso: its optimality conditions hold, as checked in the pixels.
  @Test func lassoOfMorePixelsThanImagesIsOptimal() throws {
    let pixels = Self.normals(40, 900, member: 0)
    let basis = LassoBasis(pixels: pixels, testPixels: pixels, folds: try Self.folds(40), held: 0)
    let targets = pixels.times((0..<900).map { $0 % 100 == 7 ? 1 : 0 })
    let fitted = basis.training
    let rows = pixels.gather(fitted)
    let means = rows.columnMeans
    let centred = rows.subtracting(fromColumns: means)
    let deviations = (0..<900).map { column in
      ((0..<rows.rows).reduce(0) { $0 + centred[$1, column] * centred[$1, column] } / Double(rows.rows)).squareRoot()
    }
    for fit in basis.path(targets: fitted.map { targets[$0] }) where fit.penalty > 0.05 {
      let residuals = zip(fitted, basis.testPredictions(fit).enumerated().filter { fitted.contains($0.offset) }).map {
        targets[$0] - $1.element
      }
      for pixel in 0..<900 {
        let slope = (0..<rows.rows).reduce(0) { $0 + centred[$1, pixel] / deviations[pixel] * residuals[$1] } / Double(rows.rows)
        let weight = fit.weights[pixel]
        // A weight may have moved by the tolerance after the slope was last looked at, and so may 40 others.
        let slack = 40 * LassoBasis.tolerance
        #expect(weight == 0 ? abs(slope) <= fit.penalty + slack : abs(slope - (weight > 0 ? fit.penalty : -fit.penalty)) <= slack)
      }
    }
  }
}
