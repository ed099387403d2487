import Foundation
import LinearAlgebra
import Method
import Numerics
import SupportVectors
import TestSupport
import Testing

@testable import Analysis

/// What is computed of images and with models, beside numpy and scikit-learn.
let imageQuantities: [String: @Sendable (Reference.Case) throws -> [String: Double?]] = [
  "summary": { reference in
    let (x, y) = (try reference.numbers("x"), try reference.numbers("y"))
    var found: [String: Double?] = [
      "mean": Statistics.mean(x), "variance": Statistics.variance(x), "deviation": Statistics.standardDeviation(x),
      "pearson": Statistics.pearson(x, y),
    ]
    for thousandths in [25, 250, 500, 975] { found["q\(thousandths)"] = Statistics.quantile(x, Double(thousandths) / 1000) }
    return found
  },
  "indices": { reference in
    let similarities = try reference.numbers("similarities")
    let nonlinearity = NonlinearityIndex(network: similarities[0], linear: similarities[1])
    return [
      "difference": nonlinearity.difference, "index": nonlinearity.index,
      "coverage": GoodTuringCoverage.of(groupSizes: try reference.numbers("groups").map { Int($0) }),
    ]
  },
  "complexness": { reference in
    let shape = try reference.shape()
    let matrix = { (name: String) in Matrix(rows: shape[0], columns: shape[1], values: try reference.numbers(name)) }
    let optional = { (name: String) in try reference.numbers(name).map { $0.isNaN ? nil : $0 } }
    let found = try #require(
      Complexness.measure(
        training: matrix("training"), trainingResponses: optional("y"), test: matrix("test"), testResponses: optional("held"),
        stream: RandomStream(seed: 1, trial: "reference")))
    return [
      "simple": found.simple, "complex": found.complex, "difference": found.difference, "ratio": found.ratio, "low": found.low,
      "high": found.high,
    ]
  },
  "diversity": { reference in
    let count = Int(try reference.numbers("count")[0])
    let pixels = try reference.numbers("images").count / count
    return ["distance": DiversityIndex.meanDistance(try reference.tensor("images", shape: [count, 1, 1, pixels]))]
  },
  "distinct": { reference in
    let activations = try reference.numbers("activations")
    let pixels = try reference.numbers("images").count / activations.count
    var settings = OptimalImageSettings()
    settings.leastActivation = try reference.numbers("rule")[0]
    settings.mergeCorrelation = try reference.numbers("rule")[1]
    let found = DistinctImages(
      images: try reference.tensor("images", shape: [activations.count, 1, 1, pixels]), activations: activations, settings: settings)
    let r = Statistics.pearson(Array(found.images[0]), Array(found.images[found.images.count - 1]))
    return indexed("size", found.groups.map { Double($0.count) }).merging(["groups": Double(found.groups.count), "r": r]) { first, _ in
      first
    }
  },
  "ridge": { reference in
    let (basis, targets) = try ridge(reference)
    return basis.fits(try basis.solutions(targets: targets, penalties: [0.01, 1, 30])).reduce(into: [:]) { found, fit in
      let name = fit.penalty == 0.01 ? "0.01-" : "\(Int(fit.penalty))-"
      found.merge(indexed(name, basis.testPredictions(fit))) { first, _ in first }
    }
  },
  "comparison": { reference in
    let responses = try reference.numbers("y").map { $0.isNaN ? nil : $0 }
    let matrix = { (name: String) in
      let values = try reference.numbers(name)
      let pixels = try reference.numbers("features").count / responses.count
      return Matrix(rows: values.count / pixels, columns: pixels, values: values)
    }
    // Images of three kinds are three folds.
    let kinds = try reference.numbers("folds")
    let folds = try Folds(images: Tensor(shape: [kinds.count, 1, 1, 1], values: kinds.map(Float.init)), count: 3, seed: 1)
    let (features, others) = (try matrix("features"), try matrix("others"))
    let bases = try (0..<3).map { try RidgeBasis(features: features, testFeatures: others, folds: folds, held: $0) }
    var found = indexed("", try #require(try comparisonPrediction(targets: responses, bases: bases)).test)
    for kind in 0..<3 {
      let lasso = LassoBasis(pixels: features, testPixels: others, folds: folds, held: folds.fold[kind])
      let path = Array(lasso.path(targets: lasso.training.map { responses[$0] }))
      found["first\(kind)"] = path[0].penalty
      found["last\(kind)"] = path[path.count - 1].penalty
    }
    return found
  },
  "linear_nonlinear": { reference in
    let (basis, targets) = try ridge(reference)
    let penalty = try reference.numbers("penalty")[0]
    let model = LinearNonlinearBasis(ridge: basis)
    let filter = basis.fits(try basis.solutions(targets: targets, penalties: [penalty]))[0]
    let fits = model.fits(filter, drives: basis.trainingPredictions([filter])[0], targets: targets)
    // Thresholds first, then exponents; the first, third and last of the thresholds are in the table.
    return [(0, "0-2-", 0), (2, "0.4-3-", 1), (5, "0.9-4-", 2)].reduce(into: [:]) { found, entry in
      let fit = fits[entry.0 * LinearNonlinearBasis.doubledPowers.count + entry.2]
      found.merge(indexed(entry.1, model.testPredictions(fit))) { first, _ in first }
    }
  },
  "gabor_energy": { reference in
    let shape = try reference.shape()
    let features = GaborEnergy.features(try reference.tensor("images", shape: [2, 1] + shape))
    return indexed("", (0..<features.rows).flatMap { Array(features.row($0)) })
  },
  "lasso": { reference in
    let correlations = try reference.numbers("correlations")
    var descent = CoordinateDescent(
      covariance: Covariance(
        whole: Matrix(rows: correlations.count, columns: correlations.count, values: try reference.numbers("covariance"))),
      correlations: correlations)
    descent.run(penalty: try reference.numbers("penalty")[0], tolerance: 1e-12, mostSweeps: 100_000)
    return indexed("w", descent.weights)
  },
  "svr": { reference in
    let targets = try reference.numbers("y")
    let values = try reference.numbers("kernel")
    let order = targets.count + 5
    let kernel = KernelMatrix(order: order) { values[$0 * order + $1] }
    let fit = try SupportVectorRegression(
      kernel: kernel, samples: Array(targets.indices), targets: targets, cost: reference.numbers("cost")[0], tolerance: 1e-10)
    return indexed("", (targets.count..<order).map { row in fit.prediction { kernel[row, $0] } })
  },
  "projections": { reference in
    let shape = try reference.shape()
    let axes = try reference.tensor("axes", shape: [2] + shape)
    let images = try reference.tensor("images", shape: [reference.numbers("images").count / axes.stride] + shape)
    let products = UnitImages(images).projections(on: axes)
    // Two ways to the same numbers: unit images made, or not.
    let made = images.unitImages.projections(on: axes)
    #expect(zip(products.values, made.values).allSatisfy { ($0 - $1).magnitude < 1e-6 })
    return indexed("", products.values)
  },
  "gabor_match": { reference in
    let p = try reference.numbers("geometry")
    let match = try #require(try GaborMatch(reference.tensor("image", shape: reference.shape())))
    let solution = match.solve(
      .init(orientation: p[0] * .pi / 180, wavelength: p[1], sigma: p[2], aspect: p[3], centreX: p[4], centreY: p[5]))
    return indexed("cosine", solution.amplitudes.map(\.cosine)).merging(indexed("sine", solution.amplitudes.map(\.sine))) { first, _ in
      first
    }
    .merging(["similarity": solution.similarity]) { first, _ in first }
  },
  "image_quality": { reference in
    let (range, activations) = (try reference.numbers("range"), try reference.numbers("activations"))
    let image = try reference.tensor("image", shape: [1] + reference.shape())
    let quality = ImageQuality(image: image, shown: Float(range[0])...Float(range[1]))
    let report = quality.report(seed: 0, activation: activations[0], earlier: activations[1], natural: activations[2])
    let flag = { (flag: Bool?) in flag.map { $0 ? 1.0 : 0 } }
    return [
      "smoothness": quality.smoothness, "beyond": quality.beyond, "ratio": report.relativeToNatural, "noisy": flag(report.noisy),
      "clipped": flag(report.clipped), "converged": flag(report.converged),
    ]
  },
]

/// The ridge of all but the last fifth of a case's images, and the responses to those that it is fitted to.
private func ridge(_ reference: Reference.Case) throws -> (basis: RidgeBasis, targets: [Double?]) {
  let responses = try reference.numbers("y")
  let features = try reference.numbers("features")
  let pixels = features.count / responses.count
  // Two groups of equal images are two folds: the last fifth is left out.
  let fitted = responses.count - responses.count / 5
  let folds = try Folds(
    images: Tensor(shape: [responses.count, 1, 1, 1], values: responses.indices.map { $0 < fitted ? 0 : 1 }), count: 2, seed: 1)
  let others = try reference.numbers("others")
  let basis = try RidgeBasis(
    features: Matrix(rows: responses.count, columns: pixels, values: features),
    testFeatures: Matrix(rows: others.count / pixels, columns: pixels, values: others), folds: folds,
    held: folds.fold[responses.count - 1])
  return (basis, responses[..<fitted].map { $0.isNaN ? nil : $0 })
}
