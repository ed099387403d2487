import Method
import Numerics

/// What is to be said of an optimal image before it is believed.
struct ImageQuality {
  static let mostGrowth = 0.02
  static let mostBeyond = 0.01
  static let leastSmoothness = 0.3

  /// The share of pixels outside the range of those shown.
  let beyond: Double
  /// Pearson r of a pixel with its neighbour to the right or below, over all such pairs; 0 where it is not defined.
  let smoothness: Double

  /// - Parameters:
  ///   - image: [1, channels, height, width], in units of the standardised input.
  ///   - shown: the range of the training images' pixels.
  init(image: Tensor, shown: ClosedRange<Float>) {
    beyond = Double(image.values.count { !shown.contains($0) }) / Double(image.values.count)
    let (height, width) = (image.shape[2], image.shape[3])
    var pairs: (first: [Float], second: [Float]) = ([], [])
    for row in 0..<image.shape[1] * height {
      for column in 0..<width {
        let place = row * width + column
        for (neighbour, isThere) in [(place + 1, column + 1 < width), (place + width, row % height + 1 < height)] where isThere {
          pairs.first.append(image.values[place])
          pairs.second.append(image.values[neighbour])
        }
      }
    }
    smoothness = Statistics.pearson(pairs.first, pairs.second) ?? 0
  }

  /// - Parameters:
  ///   - earlier: the activation after nine tenths of the ascent.
  ///   - natural: the best activation by an image that was shown.
  func report(seed: Int, activation: Double, earlier: Double, natural: Double?) -> NeuronFacts.OptimalImage {
    NeuronFacts.OptimalImage(
      seed: seed, activation: activation, relativeToNatural: natural.flatMap { $0 > 0 ? activation / $0 : nil },
      converged: activation - earlier <= Self.mostGrowth * abs(activation), clipped: beyond > Self.mostBeyond,
      noisy: smoothness < Self.leastSmoothness)
  }
}
