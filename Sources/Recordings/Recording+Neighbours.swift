import Method
import Numerics

/// Which split was used, and why, where consecutive images or responses are alike.
extension Recording {
  /// How many images are in neither the training set nor the test set that was split off.
  var imagesInGaps: Int {
    split.map { $0.images - $0.training.count - $0.test.count } ?? 0
  }

  /// Which images are learnt from, and on which everything is scored.
  public var imageSplit: ImageSplit {
    ImageSplit(
      trainingImages: stimuli.count, testImages: testStimuli.count, testSet: origin.hasTestSet ? .own : gap > 0 ? .blocks : .random,
      gap: gap)
  }

  var alikeNeighbours: Warning? {
    guard let neighbours, neighbours.gap > 0 || gap > 0 else { return nil }
    let numbers = [
      "image_alikeness": neighbours.imageAlikeness, "image_reach": Double(neighbours.imageReach),
      "response_alikeness": neighbours.responseAlikeness, "response_reach": Double(neighbours.responseReach), "gap": Double(gap),
      "images_in_gaps": Double(imagesInGaps), "test_blocks": Double(gap > 0 ? split.map { Self.blocks($0.test) } ?? 0 : 0),
    ]
    return Warning(.alikeNeighbours, "\(cause(neighbours)): \(splitUsed)", numbers)
  }

  private func cause(_ neighbours: Neighbours) -> String {
    let images = neighbours.imageReach > 0
    guard neighbours.gap > 0 else { return "Consecutive images and responses are not alike, but a gap was asked for" }
    let alikeness = RecordingSummary.text(images ? neighbours.imageAlikeness : neighbours.responseAlikeness)
    let what =
      images ? "Consecutive images are alike" : "Consecutive responses are alike, and images are not, which hence do not explain it"
    return
      "\(what) (autocorrelation \(alikeness), up to \(images ? neighbours.imageReach : neighbours.responseReach) apart\(neighbours.isReachBounded ? " or more" : ""))"
  }

  private var splitUsed: String {
    guard gap > 0 else {
      return origin.hasTestSet
        ? "folds are random all the same, with neighbours on both sides; leave --gap out for blocks."
        : "the split is random all the same, with neighbours on both sides, and what is predicted flatters; leave --gap out, or give more images, for blocks."
    }
    if let split {
      let blocks = Self.blocks(split.test)
      return
        "the test set is \(blocks == 1 ? "a block" : "\(blocks) blocks") of consecutive images, folds are blocks likewise, and \(imagesInGaps) images up to \(gap) beside a test block are in neither set. If the rows are not in the order in which images were shown, --gap 0 splits at random."
    }
    return
      "folds are blocks of consecutive images with gaps of \(gap). Whether test images were shown beside training images the files do not tell; if they were, what is predicted flatters. If the rows are not in the order in which images were shown, --gap 0 draws folds at random."
  }

  /// How many runs of consecutive places there are.
  private static func blocks(_ places: [Int]) -> Int { zip(places, places.dropFirst()).count { $1 > $0 + 1 } + (places.isEmpty ? 0 : 1) }

  /// How many test and training images are looked at, and their pixels.
  private static let (mostLookedAt, mostPixels) = (200, 256)
  /// Of a test set from another part of the session next to no image is so near; of one cut at random every second.
  private static let mostBeside = 0.25

  /// A test set of the recording's own that was cut out of a film at random.
  var testBesideTraining: Warning? {
    guard origin.hasTestSet, let reach = neighbours?.imageReach, reach > 0 else { return nil }
    let stride = stimuli.stride
    let pixels = (0..<min(stride, Self.mostPixels)).map { $0 * stride / min(stride, Self.mostPixels) }
    let spread = { (count: Int) in (0..<min(count, Self.mostLookedAt)).map { $0 * count / min(count, Self.mostLookedAt) } }
    /// The squared distance from an image to the nearest of some training images.
    func nearest(_ image: ArraySlice<Float>, _ others: some Sequence<Int>) -> Double? {
      let own = pixels.map { Double(image[image.startIndex + $0]) }
      return others.lazy.map { other in
        let start = other * stride
        return pixels.indices.reduce(0.0) {
          let difference = own[$1] - Double(stimuli.values[start + pixels[$1]])
          return $0 + difference * difference
        }
      }.min()
    }
    let looked = spread(stimuli.count)
    let within = looked.compactMap { image in
      nearest(stimuli[image], (max(0, image - reach)...min(stimuli.count - 1, image + reach)).filter { $0 != image })
    }
    guard let near = Statistics.quantile(within, 0.5) else { return nil }
    let beyond = looked.compactMap { image in nearest(stimuli[image], (0..<stimuli.count).lazy.filter { abs($0 - image) > reach }) }
    let test = spread(testStimuli.count).compactMap { nearest(testStimuli[$0], 0..<stimuli.count) }
    let usual = Double(beyond.count { $0 <= near }) / Double(max(1, beyond.count))
    let beside = test.count { $0 <= near }
    guard Double(beside) > max(Self.mostBeside, 2 * usual) * Double(test.count) else { return nil }
    return Warning(
      .testBesideTraining,
      "\(beside) of \(test.count) test images that were looked at are as near to a training image as consecutive images are to each other: what is predicted flatters; take test images from a part of the session of their own.",
      ["test_images": Double(test.count), "beside_training": Double(beside)])
  }
}
