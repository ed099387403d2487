import Numerics

/// Which images of a recording without a test set become one.
///
/// The split follows from the images and the run's seed alone: all neurons of a run share it.
struct TestSplit: Equatable {
  /// Places in the recording, ascending.
  var training: [Int]
  var test: [Int]

  /// - Parameters:
  ///   - groups: for each image the number of its group (`Tensor.identicalEntries`); a group is never torn apart.
  ///   - share: the share of images that the test set should have; it has as many or, because of groups, a few less.
  /// - Returns: nil where all images are identical.
  init?(groups: [Int], share: Double, seed: UInt64) {
    var members = [[Int]](repeating: [], count: (groups.max() ?? -1) + 1)
    for (image, group) in groups.enumerated() { members[group].append(image) }
    guard members.count > 1 else { return nil }
    let target = max(1, Int((share * Double(groups.count)).rounded()))
    let order = RandomStream(seed: seed, purpose: .testSplit).permutation(members.count)
    var test: [Int] = []
    for group in order where test.count + members[group].count <= target { test += members[group] }
    // Every group is larger than the test set should be: the smallest one, then.
    if test.isEmpty, let smallest = order.min(by: { members[$0].count < members[$1].count }) { test = members[smallest] }
    self.test = test.sorted()
    let chosen = Set(test)
    training = groups.indices.filter { !chosen.contains($0) }
  }
}
