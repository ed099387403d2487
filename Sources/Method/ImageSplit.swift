/// Which images a run learnt from, and on which it was scored.
public struct ImageSplit: Codable, Sendable, Equatable {
  /// Where the test images come from.
  public enum TestSet: String, Codable, Sendable, CaseIterable {
    /// The recording brought them.
    case own
    /// Drawn by the seed, one by one.
    case random
    /// Drawn by the seed, as blocks of consecutive images.
    case blocks
  }

  /// How many different images there are in either set.
  public var trainingImages: Int
  public var testImages: Int
  public var testSet: TestSet
  /// How many images beside each block of held ones were left out, of test images and of folds; 0 where what is held was drawn one by one.
  public var gap: Int

  public init(trainingImages: Int, testImages: Int, testSet: TestSet, gap: Int) {
    self.trainingImages = trainingImages
    self.testImages = testImages
    self.testSet = testSet
    self.gap = gap
  }

  /// For people, as one sentence.
  public var sentence: String {
    let how =
      switch testSet {
      case .own: "the recording's own"
      case .random: "split off at random, by the seed"
      case .blocks: "split off by blocks of consecutive images, by the seed, with gaps of \(gap)"
      }
    let folds = gap > 0 ? "blocks with gaps of \(gap)" : "drawn at random"
    return "Scored on \(testImages) test images (\(how)), learnt from \(trainingImages) others; folds of these are \(folds)."
  }
}
