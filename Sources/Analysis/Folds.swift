import Numerics

/// How the training images fall into folds; each network validates on another one. They belong to the run: all its neurons share them.
///
/// Identical images (equal in every pixel) always share a fold, so that no network is validated on an image that it was trained on. The groups of identical
/// images are taken in random order, each into the fold that holds the fewest images so far.
struct Folds: Sendable, Equatable {
  /// The fold of each training image.
  let fold: [Int]
  let count: Int

  /// - Throws: `AnalysisError` where there are fewer different images than folds.
  init(images: Tensor, count: Int, seed: UInt64) throws {
    var groupOfImage: [ArraySlice<Float>: Int] = [:]
    var groups: [[Int]] = []
    for image in 0..<images.count {
      if let group = groupOfImage[images[image]] {
        groups[group].append(image)
      } else {
        groupOfImage[images[image]] = groups.count
        groups.append([image])
      }
    }
    guard groups.count >= count else {
      throw AnalysisError(.badStimuli, "\(groups.count) different training images cannot be divided into \(count) folds: show more images")
    }
    var fold = [Int](repeating: 0, count: images.count)
    var sizes = [Int](repeating: 0, count: count)
    for group in RandomStream(seed: seed, purpose: .folds).permutation(groups.count) {
      let smallest = sizes.indices.min { sizes[$0] < sizes[$1] } ?? 0
      sizes[smallest] += groups[group].count
      for image in groups[group] { fold[image] = smallest }
    }
    self.fold = fold
    self.count = count
  }

  /// The images of one fold, ascending.
  func validation(_ held: Int) -> [Int] { fold.indices.filter { fold[$0] == held } }

  /// The images of all other folds, ascending.
  func training(_ held: Int) -> [Int] { fold.indices.filter { fold[$0] != held } }
}
