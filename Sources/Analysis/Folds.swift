import Method
import Numerics

/// How the training images fall into folds; each network validates on another one. They belong to the run: all its neurons share them.
///
/// Identical images (equal in every pixel) always share a fold, so that no network is validated on an image that it was trained on. The groups of identical
/// images are taken in random order, each into the fold that holds the fewest images so far.
///
/// With a gap, consecutive images are alike (and copies have become repeats): each fold is up to ten blocks of consecutive images, as long as each other and dealt at random
/// within every round of as many blocks as there are folds; images up to the gap beside a held block are in neither part.
struct Folds: Sendable, Equatable {
  /// The fold of each training image.
  let fold: [Int]
  let count: Int
  /// How many images beside a held block nothing is trained on.
  let gap: Int

  /// - Throws: `AnalysisError` where there are fewer different images than folds.
  init(images: Tensor, count: Int, gap: Int = 0, seed: UInt64) throws {
    self.count = count
    self.gap = gap
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
    let stream = RandomStream(seed: seed, purpose: .folds)
    var fold = [Int](repeating: 0, count: images.count)
    if gap > 0 {
      let rounds = BlockCount.of(images: images.count, held: images.count / count, gap: gap)
      for round in 0..<rounds {
        for (place, held) in stream.permutation(count, step: round).enumerated() {
          let block = round * count + place
          for image in block * images.count / (rounds * count)..<(block + 1) * images.count / (rounds * count) { fold[image] = held }
        }
      }
    } else {
      var sizes = [Int](repeating: 0, count: count)
      for group in stream.permutation(groups.count) {
        let smallest = sizes.indices.min { sizes[$0] < sizes[$1] } ?? 0
        sizes[smallest] += groups[group].count
        for image in groups[group] { fold[image] = smallest }
      }
    }
    self.fold = fold
  }

  /// The images of one fold, ascending.
  func validation(_ held: Int) -> [Int] { fold.indices.filter { fold[$0] == held } }

  /// The images of all other folds, ascending; with a gap without those beside the held ones.
  func training(_ held: Int) -> [Int] {
    guard gap > 0 else { return fold.indices.filter { fold[$0] != held } }
    var isFree = [Bool](repeating: true, count: fold.count)
    for image in validation(held) {
      for place in max(0, image - gap)...min(fold.count - 1, image + gap) { isFree[place] = false }
    }
    return isFree.indices.filter { isFree[$0] }
  }
}
