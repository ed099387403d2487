import Method
import Networks
import Numerics

extension NeuronAnalysis {
  /// The images that the settings ask for beside the optimal ones: the least exciting image, the best of 8 seeds, then images pushed apart.
  /// - Parameter optimal: the best optimal image, [channels, height, width].
  /// - Returns: [images, channels, height, width]; nil where none is asked for.
  func furtherImages(
    networks: [Network], optimal: Tensor, in facts: inout NeuronFacts, isCancelled: () -> Bool
  ) throws -> Tensor? {
    let settings = shared.settings.optimalImages
    var made: [(purpose: NeuronFacts.FurtherImage.Purpose, images: OptimalImages, chosen: [Int])] = []
    if settings.leastExciting == true {
      var downwards = settings
      downwards.seeds = 8
      let images = try synthesise(
        networks, settings: downwards, seed: shared.seed, neuron: neuron, goal: .least, isCancelled: isCancelled)
      let lowest = images.activations.indices.reduce(0) { images.activations[$1] < images.activations[$0] ? $1 : $0 }
      made.append((.leastExciting, images, [lowest]))
    }
    if let count = settings.apart {
      let images = try ApartImages.make(
        count, networks: networks, best: optimal, settings: settings, seed: shared.seed, key: neuron, isCancelled: isCancelled)
      made.append((.apart, images, Array(0..<count)))
    }
    guard !made.isEmpty else { return nil }
    let loss = shared.settings.training.loss
    facts.furtherImages = made.flatMap { purpose, images, chosen in
      chosen.map { .init(purpose: purpose, activation: loss.response(images.activations[$0])) }
    }
    let stacks = made.map { $0.images.images.gather($0.chosen) }
    return Tensor(shape: [stacks.reduce(0) { $0 + $1.count }] + optimal.shape, values: stacks.flatMap(\.values))
  }
}
