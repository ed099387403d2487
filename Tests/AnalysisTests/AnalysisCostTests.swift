import Method
import Testing

@testable import Analysis

struct AnalysisCostTests {
  private func cost(_ side: Int, images: Int = 1000, _ change: (inout AnalysisSettings) -> Void = { _ in }) throws -> AnalysisCost {
    var settings = AnalysisSettings()
    change(&settings)
    return try AnalysisCost(settings, images: images, testImages: 100, shape: [1, side, side])
  }

  /// One network for 12 x 12 pixels, by hand: 64 places of 16 filters of 25, 4 of 32 of 144, then 32 features to 32 units to 1 (padded to 16 each).
  @Test func multiplicationsAreThoseOfTheLayers() throws {
    let one = Double(64 * 16 * 25 + 4 * 32 * 144 + 32 * 32 + 32 * 16)
    func multiplications(_ keep: TrainingSettings.Keeping) throws -> Double {
      try cost(12, images: 80) {
        ($0.training.members, $0.training.epochs, $0.training.leastSteps, $0.optimalImages.seeds, $0.optimalImages.iterations) = (
          1, 2, 0, 1, 0
        )
        $0.training.keep = keep
      }.multiplications
    }
    // 64 images to fit are one batch an epoch, 16 to choose by; then the 400 image-steps of the deflated image.
    #expect(try multiplications(.bestEpoch) == one * (2 * (3 * 64 + 16) + 2 * 400))
    // All 80 fill one batch an epoch too, and are looked at once in the end.
    #expect(try multiplications(.lastEpoch) == one * (2 * 3 * 64 + 80 + 2 * 400))
  }

  /// Four times the pixels never cost more than four times as much, but for a part that does not grow at all.
  @Test func nothingGrowsFasterThanPixels() throws {
    for side in [40, 80, 160, 320] {
      let (small, large) = (try cost(side), try cost(2 * side))
      #expect(large.sharedBytes < 4.2 * small.sharedBytes && large.neuronBytes < 4.6 * small.neuronBytes)
      #expect(large.multiplications < 5 * small.multiplications)
      #expect(try cost(side, images: 2000).sharedBytes < 4 * small.sharedBytes)
    }
  }

  @Test func largeImagesAreToldOfWithTheArithmetic() throws {
    #expect(try cost(36).warning == nil)
    let warning = try #require(try cost(224, images: 30).warning)
    #expect(warning.code == "large_images" && warning.numbers["seconds"] ?? 0 > 120)
    #expect(warning.sentence.hasPrefix("Images of 224x224 pixels (width x height) are large: the networks of one neuron take about "))
    #expect(warning.sentence.contains("30 training images of 224 x 224 pixels take about "))
    #expect(warning.sentence.hasSuffix(": --resize 32."))
    #expect(AnalysisCost.smaller([3, 108, 192]) == "57x32")
  }
}
