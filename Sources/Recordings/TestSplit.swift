import Method
import Numerics

/// Which images of a recording without a test set become one.
///
/// The split follows from the images and the run's seed alone: all neurons of a run share it.
struct TestSplit: Equatable {
  /// Places in the recording, ascending.
  var training: [Int]
  var test: [Int]
  /// How many images there were, those in neither set included.
  var images: Int

  /// - Parameters:
  ///   - images: how many different images there are, at least 2; copies have become repeats before.
  ///   - share: the share of images that the test set should have; it has at least one.
  ///   - gap: 0 draws images at random. Above 0 the test set is up to ten blocks of consecutive images, one at random in each of as many equal parts of the recording,
  ///     and images that lie up to so many places beside a block are in neither set.
  init(images: Int, share: Double, gap: Int = 0, seed: UInt64) {
    self.images = images
    let target = min(images - 1, max(1, Int((share * Double(images)).rounded())))
    let stream = RandomStream(seed: seed, purpose: .testSplit)
    guard gap > 0 else {
      let order = stream.permutation(images)
      test = order.prefix(target).sorted()
      training = order.dropFirst(target).sorted()
      return
    }
    let blocks = BlockCount.of(images: images, held: target, gap: gap)
    var isFree = [Bool](repeating: true, count: images)
    test = []
    for block in 0..<blocks {
      let part = block * images / blocks..<(block + 1) * images / blocks
      let length = min(part.count, (block + 1) * target / blocks - block * target / blocks)
      let first = part.lowerBound + stream.integer(below: part.count - length + 1, index: block)
      test += first..<first + length
      for place in max(0, first - gap)..<min(images, first + length + gap) { isFree[place] = false }
    }
    training = isFree.indices.filter { isFree[$0] }
  }
}
