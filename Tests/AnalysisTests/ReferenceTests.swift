import Method
import Numerics
import TestSupport
import Testing

@testable import Analysis

/// Each quantity of `Reference.table` as the code has it. What is computed over a population is compared in ReportTests.
private let statistics: [String: @Sendable (Reference.Case) throws -> [String: Double?]] = [
  "repeats": { reference in
    let prediction = try reference.numbers("prediction")
    let count = Int(try reference.numbers("repeats")[0])
    let repeats = RepeatedResponses(try reference.tensor("responses", shape: [count, prediction.count]))
    return [
      "fev": repeats.explainableVariance, "feve": repeats.explainedShare(by: prediction),
      "ccnorm": repeats.normalisedCorrelation(with: prediction), "single_trial": repeats.singleTrialCorrelation(with: prediction),
      "oracle": repeats.jackknifeOracle,
    ]
  },
  "wilcoxon": { reference in
    let test = try #require(WilcoxonSignedRank(differences: reference.numbers("differences")))
    return ["p": test.pValue, "statistic": min(test.positiveRanks, test.negativeRanks)]
  },
  "wilson": { reference in
    let counts = try reference.numbers("counts")
    let interval = try #require(WilsonInterval(successes: Int(counts[0]), trials: Int(counts[1])))
    return ["low": interval.low, "high": interval.high]
  },
  "benjamini_hochberg": { reference in indexed("", BenjaminiHochberg.adjusted(try reference.numbers("p"))) },
  "rayleigh": { reference in
    let test = try #require(RayleighTest(orientations: reference.numbers("orientations")))
    return ["resultant": test.resultant, "mean": test.meanOrientation, "p": test.pValue]
  },
  "normal_tail": { reference in ["p": NormalDistribution.upperTail(try reference.numbers("z")[0])] },
  "regression": { reference in
    let responses = try reference.numbers("y")
    let features = try reference.numbers("features")
    let width = features.count / responses.count
    let rows = responses.indices.map { Array(features[$0 * width..<($0 + 1) * width]) }
    let fit = try #require(LinearRegression(features: rows, responses: responses))
    return indexed("w", fit.weights).merging(indexed("se", (0...width).map(fit.standardError(of:)))) { first, _ in first }
  },
  "phase_tolerance": { reference in
    let projections = zip(try reference.numbers("a"), try reference.numbers("b")).map { (a: $0, b: $1) }
    let training = Int(try reference.numbers("training")[0])
    let measured = try #require(
      PhaseTolerance(projections: projections, responses: reference.numbers("y"), training: training))
    let named: [String: Double?] = [
      "tau": measured.tau, "se": measured.standardError, "low": measured.low, "high": measured.high, "power": measured.exponent,
      "rotation": measured.rotation, "largest_other": measured.largestOther,
    ]
    return named.merging(indexed("w", measured.weights)) { first, _ in first }
  },
  "quadrature": { reference in
    let image = try reference.tensor("u", shape: reference.shape())
    let pair = try #require(QuadraturePair(image: image, orientation: reference.numbers("theta")[0]))
    return indexed("", pair.partner.values.map(Double.init))
  },
  "nelder_mead": { reference in
    let start = try reference.numbers("start")
    let search = NelderMead(iterations: 60, pointTolerance: 0, valueTolerance: 0)
    let lowest = search.minimum(from: start, steps: start.map { _ in 0.1 }) { x in
      zip(x, x.dropFirst()).reduce(0) { $0 + 100 * ($1.1 - $1.0 * $1.0) * ($1.1 - $1.0 * $1.0) + (1 - $1.0) * (1 - $1.0) }
    }
    return ["value": lowest.value].merging(indexed("x", lowest.point)) { first, _ in first }
  },
  "gabor_image": { reference in
    let p = try reference.numbers("parameters")
    let gabor = Gabor(orientation: p[0], wavelength: p[1], sigma: p[2], aspect: p[3], phase: p[4], centreX: p[5], centreY: p[6])
    return indexed("", gabor.image(height: try reference.shape()[0], width: try reference.shape()[1]))
  },
]

func indexed(_ prefix: String, _ values: [Double]) -> [String: Double?] {
  Dictionary(uniqueKeysWithValues: values.enumerated().map { ("\(prefix)\($0)", $1) })
}

private let quantities = [statistics, responseQuantities, imageQuantities, inSilicoQuantities].reduce(into: [:]) { all, some in
  all.merge(some) { first, _ in first }
}

@Test(arguments: quantities.keys.sorted())
func quantitiesEqualTheReference(quantity: String) throws {
  let cases = try Reference.table.get().filter { $0.quantity == quantity }
  #expect(!cases.isEmpty)
  let compute = try #require(quantities[quantity])
  for (number, reference) in cases.enumerated() {
    let differences = try reference.differences(of: compute(reference))
    #expect(differences.isEmpty, "case \(number): \(differences)")
  }
}

@Test func noQuantityOfTheTableIsLeftOut() throws {
  let named = Set(try Reference.table.get().map(\.quantity))
  #expect(named == Set(quantities.keys).union(["gabor_fit", "population"]))
}

@Test func theGaborFitFindsFromNothingWhatScipyFindsFromTheTruth() throws {
  for reference in try Reference.table.get() where reference.quantity == "gabor_fit" {
    let fit = try #require(GaborFit(reference.tensor("image", shape: [1] + reference.shape())))
    let similarity: Double? = reference.expected["similarity"] ?? nil
    let best = try #require(similarity)
    #expect(fit.similarity >= best - 1e-3)
    // What is reported draws the image whose similarity is reported.
    let shape = try reference.shape()
    let drawn = try #require(try Statistics.pearson(fit.gabor.image(height: shape[0], width: shape[1]), reference.numbers("image")))
    #expect(abs(drawn - fit.similarity) < 1e-6)
    let truth = try reference.numbers("truth")
    let turn = (fit.gabor.orientation - truth[0]).magnitude
    #expect(min(turn, 180 - turn) < 10)
  }
}
