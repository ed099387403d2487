import Method
import Networks
import Numerics

/// What the networks answer to most.
struct Preference {
  /// The optimal images, best first: [seeds, channels, height, width].
  let images: Tensor
  /// How good each is, but for what is known of Gabors.
  let facts: [NeuronFacts.OptimalImage]
  /// The ensemble's highest activation on a training or test image, as it was shown.
  let bestNaturalActivation: Double?
  /// See `CrossModelTransfer`.
  let crossModelTransfer: Double?

  /// The best of the images: [channels, height, width].
  var best: Tensor { Tensor(shape: Array(images.shape.dropFirst()), values: Array(images[0])) }
}

extension NeuronAnalysis {
  /// The ascent from all seeds.
  func prefer(_ prediction: Prediction, isCancelled: () -> Bool) throws -> Preference {
    let networks = prediction.networks
    let optimal = try synthesise(
      networks, settings: settings.optimalImages, seed: shared.seed, neuron: key, constrain: shared.constrain, isCancelled: isCancelled)
    // Of equals the earlier seed.
    let order = optimal.activations.indices.sorted { (optimal.activations[$0], $1) > (optimal.activations[$1], $0) }
    let images = optimal.images.gather(order)
    let natural = [shared.training, shared.test].compactMap { activations(networks, $0).max() }.max()
    return Preference(
      images: images,
      facts: order.enumerated().map { place, seed in
        ImageQuality(image: images.gather([place]), shown: shared.pixelRange).report(
          seed: seed, activation: loss.response(optimal.activations[seed]), earlier: loss.response(optimal.earlierActivations[seed]),
          natural: natural)
      }, bestNaturalActivation: natural,
      crossModelTransfer: try CrossModelTransfer.measure(
        networks, loss: loss, settings: settings.optimalImages, seed: shared.seed, neuron: key, constrain: shared.constrain,
        isCancelled: isCancelled))
  }
}

/// The images that the settings ask for beside the optimal ones.
struct FurtherImages {
  /// [images, channels, height, width]
  let images: Tensor
  /// One entry an image.
  let facts: [NeuronFacts.FurtherImage]
}

extension NeuronAnalysis {
  /// The least exciting image, the best of 8 seeds, then images pushed apart.
  /// - Returns: nil where none is asked for.
  func furtherImages(_ prediction: Prediction, _ preference: Preference, isCancelled: () -> Bool) throws -> FurtherImages? {
    let settings = settings.optimalImages
    var made: [(purpose: NeuronFacts.FurtherImage.Purpose, images: OptimalImages, chosen: [Int])] = []
    if settings.leastExciting == true {
      var downwards = settings
      downwards.seeds = 8
      let images = try synthesise(
        prediction.networks, settings: downwards, seed: shared.seed, neuron: key, goal: .least, constrain: shared.constrain,
        isCancelled: isCancelled)
      let lowest = images.activations.indices.reduce(0) { images.activations[$1] < images.activations[$0] ? $1 : $0 }
      made.append((.leastExciting, images, [lowest]))
    }
    if let count = settings.apart {
      let images = try ApartImages.make(
        count, networks: prediction.networks, best: preference.best, settings: settings, seed: shared.seed, key: key,
        constrain: shared.constrain, isCancelled: isCancelled)
      made.append((.apart, images, Array(0..<count)))
    }
    guard !made.isEmpty else { return nil }
    let stacks = made.map { $0.images.images.gather($0.chosen) }
    return FurtherImages(
      images: Tensor(
        shape: [stacks.reduce(0) { $0 + $1.count }] + preference.images.shape.dropFirst(), values: stacks.flatMap(\.values)),
      facts: made.flatMap { purpose, images, chosen in
        chosen.map { .init(purpose: purpose, activation: loss.response(images.activations[$0])) }
      })
  }
}
