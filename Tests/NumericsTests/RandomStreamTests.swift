import Numerics
import Testing

private let stream = RandomStream(seed: 7, trial: "test")

@Test func uniformNumbersFillTheUnitIntervalEvenly() {
  let numbers = (0..<100_000).map { stream.uniform(index: $0) }
  #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
  var tenths = [Int](repeating: 0, count: 10)
  for number in numbers { tenths[Int(number * 10)] += 1 }
  // The standard deviation of a count is 95.
  #expect(tenths.allSatisfy { abs($0 - 10_000) < 500 })
}

@Test func normalNumbersHaveTheMomentsOfTheNormalDistribution() {
  let numbers = stream.normals(200_000).map(Double.init)
  func moment(_ power: Int) -> Double { Statistics.mean(numbers.map { x in (0..<power).reduce(1) { product, _ in product * x } })! }
  #expect(abs(moment(1)) < 0.01)
  #expect(abs(moment(2) - 1) < 0.02)
  #expect(abs(moment(3)) < 0.04)
  #expect(abs(moment(4) - 3) < 0.1)
  #expect(abs(Statistics.pearson(Array(numbers.dropLast()), Array(numbers.dropFirst()))!) < 0.01)
}

@Test(arguments: [0, 1, 2, 3, 4, 7, 1001])
func manyNormalNumbersAreTheSameAsOneByOne(count: Int) {
  #expect(stream.normals(count, step: 5) == (0..<count).map { stream.normal(step: 5, index: $0) })
}

@Test func aNumberDependsOnItsAddressAlone() {
  let forwards = (0..<100).map { stream.normal(step: 3, index: $0) }
  let backwards = (0..<100).reversed().map { stream.normal(step: 3, index: $0) }
  #expect(forwards == backwards.reversed())
}

@Test func everyPartOfTheAddressMatters() {
  let streams = [
    RandomStream(seed: 1, trial: "a"), RandomStream(seed: 2, trial: "a"), RandomStream(seed: 1, trial: "b"),
    RandomStream(seed: 1, trial: "a", subject: StreamKey("n1")), RandomStream(seed: 1, trial: "a", member: 1),
    RandomStream(seed: 1 << 32, trial: "a"),
  ]
  let blocks = streams.map { $0.words(index: 0) } + [streams[0].words(index: 1), streams[0].words(step: 1, index: 0)]
  #expect(Set(blocks).count == blocks.count)
}

/// Recorded from the first version: a change would alter every result.
@Test func theNumbersOfAnAddressNeverChange() {
  #expect((0..<4).map { stream.uniform(index: $0) } == uniformAnswers)
  #expect((0..<4).map { stream.normal(index: $0) } == normalAnswers)
  #expect(stream.permutation(8) == permutationAnswer)
}

@Test func permutationsHoldEveryNumberOnceAndAreEquallyLikely() {
  var counts: [[Int]: Int] = [:]
  for step in 0..<12_000 {
    let order = stream.permutation(3, step: step)
    #expect(order.sorted() == [0, 1, 2])
    counts[order, default: 0] += 1
  }
  #expect(counts.count == 6)
  // The standard deviation of a count is 41.
  #expect(counts.values.allSatisfy { abs($0 - 2_000) < 200 })
  #expect(stream.permutation(0) == [])
  #expect(stream.permutation(1) == [0])
}

private let uniformAnswers: [Float] = [0.94423383, 0.4044522, 0.50535184, 0.46127498]
private let normalAnswers: [Float] = [-0.27953026, 0.19137831, -1.1339184, 0.2814776]
private let permutationAnswer = [1, 0, 3, 5, 6, 4, 2, 7]

/// Every purpose's code follows from the name that it was first drawn by: another code would alter every result.
@Test func purposesKeepTheCodesOfTheirNames() {
  let names: [RandomStream.Purpose: String] = [
    .testSplit: "test split", .folds: "folds", .supportVectorImages: "support-vector images", .initialWeights: "initial weights",
    .dropout: "dropout", .batchOrder: "batch order", .populationWeights: "population weights",
    .populationOutputWeights: "population output weights", .populationDropout: "population dropout", .populationOrder: "population order",
    .fineTuningDropout: "fine-tuning dropout", .fineTuningOrder: "fine-tuning order", .noiseImages: "noise images",
    .predictionSimilarity: "prediction similarity", .complexness: "complexness", .reportBootstrap: "report.bootstrap",
    .controlTrainingNoise: "control training noise", .controlTestNoise: "control test noise",
    .shuffledTrainingResponses: "shuffled training responses", .shuffledTestResponses: "shuffled test responses",
    .shiftedResponses: "shifted responses",
    .simulatedCell: "simulated cell", .simulatedTrainingImages: "simulated training images",
    .simulatedTestImages: "simulated test images", .simulatedTrainingNoise: "simulated training noise",
    .simulatedTestNoise: "simulated test noise", .benchmarkNumbers: "benchmark", .benchmarkWeights: "weights", .benchmarkNoise: "noise",
    .benchmarkShuffle: "shuffled responses",
  ]
  #expect(Set(RandomStream.Purpose.allCases.map(\.rawValue)).count == RandomStream.Purpose.allCases.count)
  for purpose in RandomStream.Purpose.allCases {
    guard let name = names[purpose] else {
      Issue.record("\(purpose) has no name here")
      continue
    }
    #expect(purpose.rawValue == UInt32(truncatingIfNeeded: StreamKey(name).value), "\(name)")
    let drawn = RandomStream(seed: 3, purpose: purpose, subject: StreamKey("n"), member: 2).key
    #expect(drawn == RandomStream(seed: 3, trial: name, subject: StreamKey("n"), member: 2).key, "\(name)")
  }
}
