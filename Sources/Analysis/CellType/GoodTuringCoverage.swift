/// Whether the seeds have found all of a neuron's distinct images.
public enum GoodTuringCoverage {
  /// The estimated probability that one more seed would end in an image already found: 1 - (groups of a single seed) / seeds.
  ///
  /// Good, Biometrika 40:237 (1953), after Turing. 1 where every group has at least two seeds; nil without seeds.
  /// - Parameter groupSizes: the number of seeds in each group of distinct images.
  public static func of(groupSizes: [Int]) -> Double? {
    let seeds = groupSizes.reduce(0, +)
    guard seeds > 0 else { return nil }
    return 1 - Double(groupSizes.filter { $0 == 1 }.count) / Double(seeds)
  }
}
