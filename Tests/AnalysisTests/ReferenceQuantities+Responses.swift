import Method
import Numerics
import TestSupport
import Testing

@testable import Analysis

/// Random numbers, intervals and standardised responses, beside numpy and scipy.
let responseQuantities: [String: @Sendable (Reference.Case) throws -> [String: Double?]] = [
  "random_numbers": { reference in
    let stream = RandomStream(
      seed: UInt64(try reference.number("seed")), trial: "reference", subject: StreamKey("neuron é"), member: 3)
    let (step, count) = (Int(try reference.number("step")), Int(try reference.number("count")))
    let named: [(String, [Double])] = [
      ("uniform", (0..<count).map { Double(stream.uniform(step: step, index: $0)) }),
      ("normal", stream.normals(count, step: step).map(Double.init)),
      ("integer", (0..<count).map { Double(stream.integer(below: 1000, step: step, index: $0)) }),
      ("place", stream.permutation(count, step: step).map(Double.init)),
    ]
    return named.reduce(into: [:]) { found, numbers in found.merge(indexed(numbers.0, numbers.1)) { first, _ in first } }
  },
  "similarity_interval": { reference in
    let (prediction, responses) = (try reference.numbers("prediction"), try reference.numbers("y"))
    let stream = RandomStream(seed: 5, trial: "reference", subject: StreamKey("interval"))
    let similarity = SimilarityInterval.of(prediction, responses, stream: stream)
    let median = Bootstrap.interval(of: responses.count, resamples: 300, coverage: 0.8, stream: stream) { drawn in
      Statistics.quantile(drawn.map { responses[$0] }, 0.5)
    }
    return [
      "low": similarity?.low, "high": similarity?.high, "error": similarity?.standardError, "median_low": median?.low,
      "median_high": median?.high, "median_error": median?.standardError,
    ]
  },
  "standardised": { reference in
    let repeats = Int(try reference.number("repeats"))
    let tensor = { (name: String) in
      try reference.tensor(name, shape: [repeats, try reference.numbers(name).count / repeats])
    }
    guard case .analysable(let found) = StandardisedResponses.of(try tensor("training"), test: try tensor("test")) else { return [:] }
    var named: [String: Double?] = [
      "mean": found.mean, "deviation": found.deviation, "recorded": found.recorded(0.7, .squaredError),
      "recorded_poisson": found.recorded(0.7, .poisson),
    ]
    for (place, response) in found.training.enumerated() { named["z\(place)"] = response }
    for (place, response) in found.test.enumerated() { named["test\(place)"] = response }
    return named
  },
]
