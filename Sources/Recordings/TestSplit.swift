import Numerics

/// Which images of a recording without a test set become one.
///
/// The split follows from the images and the run's seed alone: all neurons of a run share it.
struct TestSplit: Equatable {
  /// Places in the recording, ascending.
  var training: [Int]
  var test: [Int]

  /// - Parameters:
  ///   - images: how many different images there are, at least 2; copies have become repeats before.
  ///   - share: the share of images that the test set should have; it has at least one.
  init(images: Int, share: Double, seed: UInt64) {
    let target = min(images - 1, max(1, Int((share * Double(images)).rounded())))
    let order = RandomStream(seed: seed, purpose: .testSplit).permutation(images)
    test = order.prefix(target).sorted()
    training = order.dropFirst(target).sorted()
  }
}
