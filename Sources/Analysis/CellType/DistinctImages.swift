import LinearAlgebra
import Method
import Numerics

/// Which of a neuron's optimal images are the same but for noise.
///
/// Images whose activation reaches a share of the best (`leastActivation`) are taken from the best down; each joins the first group whose running mean it
/// correlates with by more than `mergeCorrelation`, or founds a group. The running mean is that of the members with zero mean and unit norm each. Ours, by measurement:
/// a share of 0.95 throws phases away, correlations of 0.95 merge nothing and of 0.6 too much.
struct DistinctImages: Equatable {
  /// One mean image a group, zero mean and unit norm, the group with the best image first: [groups, channels, height, width].
  var images: Tensor
  /// The optimal images of each group, as places in the order given, best first.
  var groups: [[Int]]

  /// - Parameters:
  ///   - images: the optimal images, [seeds, channels, height, width].
  ///   - activations: of each; where the best is not above zero, only the best counts.
  init(images: Tensor, activations: [Double], settings: OptimalImageSettings) {
    let unit = images.unitImages
    let order = activations.indices.sorted { (activations[$0], $1) > (activations[$1], $0) }
    let best = order.first.map { activations[$0] } ?? 0
    let kept = order.filter { $0 == order.first || (best > 0 && activations[$0] >= settings.leastActivation * best) }
    var groups: [[Int]] = []
    var sums: [[Double]] = []
    for image in kept {
      let pixels = unit[image].map(Double.init)
      let joined = sums.firstIndex { sum in
        let dot = zip(sum, pixels).reduce(0.0) { $0 + $1.0 * $1.1 }
        let norm = sum.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
        return norm > 0 && dot / norm > settings.mergeCorrelation
      }
      if let joined {
        groups[joined].append(image)
        sums[joined] = zip(sums[joined], pixels).map { $0 + $1 }
      } else {
        groups.append([image])
        sums.append(pixels)
      }
    }
    self.groups = groups
    self.images = Tensor(shape: [groups.count] + images.shape.dropFirst(), values: sums.flatMap { $0.map(Float.init) }).unitImages
  }
}

/// Whether the seeds have found all of a neuron's distinct images.
enum GoodTuringCoverage {
  /// The estimated probability that one more seed would end in an image already found: 1 - (groups of a single seed) / seeds.
  ///
  /// Good, Biometrika 40:237 (1953), after Turing. 1 where every group has at least two seeds; nil without seeds.
  /// - Parameter groupSizes: the number of seeds in each group of distinct images.
  static func of(groupSizes: [Int]) -> Double? {
    let seeds = groupSizes.reduce(0, +)
    guard seeds > 0 else { return nil }
    return 1 - Double(groupSizes.filter { $0 == 1 }.count) / Double(seeds)
  }
}
