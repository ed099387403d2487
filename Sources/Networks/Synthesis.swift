import KernelShapes
import Method
import Numerics

/// Makes optimal images: gradient ascent on the members' mean output from white noise.
///
/// Each step adds the gradient, blurred and divided by its L2 norm, times rate x contrast x sqrt(numbers of the image); then the mean is removed and
/// the standard deviation set back. The gradient is that of the images moved by up to a pixel, to nine places in turn (`ImageShift`: what the grid of max pooling prefers
/// is no preference of the neuron), but for images pushed apart. A pure function of its arguments.
///
/// - Parameters:
///   - members: networks for the same input.
///   - seed, neuron: the address of the noise.
///   - goal: where the images go.
///   - constrain: changes each image, [channel][y][x], after every step; mean and contrast are restored afterwards. Twice a step.
///   - isCancelled: asked before every step.
/// - Throws: `NetworkError` where members or settings do not fit; `CancellationError`.
public func synthesise(
  _ members: [Network], settings: OptimalImageSettings, seed: UInt64, neuron: StreamKey,
  goal: SynthesisGoal = .most, constrain: ((inout [Float]) -> Void)? = nil, isCancelled: () -> Bool
) throws -> OptimalImages {
  guard let input = members.first?.input, members.allSatisfy({ $0.input == input }) else {
    throw NetworkError(.data, "Optimal images need at least one network, and all of them for images of one size.")
  }
  try settings.check()
  if case .apart = goal, settings.seeds > Ascent.mostInBatch {
    throw NetworkError(.impossible, "At most \(Ascent.mostInBatch) images can be pushed apart, not \(settings.seeds).")
  }
  let noise = RandomStream(seed: seed, purpose: .noiseImages, subject: neuron)
  let ascent = Ascent(members, input: input, settings: settings, goal: goal, constrain: constrain)
  var images = Tensor(shape: [settings.seeds, input.channels, input.height, input.width])
  var activations: [Float] = []
  var earlier: [Float] = []
  // In batches, so that all that a step touches stays in the cache.
  for first in stride(from: 0, to: settings.seeds, by: ascent.batch) {
    let count = min(ascent.batch, settings.seeds - first)
    ascent.start(count) { place, index in noise.normal(step: first + place, index: index) }
    for iteration in 0..<settings.iterations {
      if isCancelled() { throw CancellationError() }
      if iteration == settings.iterations * 9 / 10 { earlier += ascent.activations(count) }
      ascent.step(iteration, count: count)
    }
    activations += ascent.activations(count)
    if settings.iterations == 0 { earlier += activations.suffix(count) }
    for place in 0..<count {
      let image = ascent.image(place)
      images.values.replaceSubrange((first + place) * input.count..<(first + place + 1) * input.count, with: image)
    }
  }
  return OptimalImages(images: images, activations: activations, earlierActivations: earlier)
}

extension OptimalImageSettings {
  /// - Throws: `NetworkError` where a setting asks for the impossible.
  func check() throws {
    guard (1...100_000).contains(seeds), iterations >= 0 else {
      throw NetworkError(.impossible, "Optimal images come from 1 to 100000 seeds in 0 or more steps, not from \(seeds) in \(iterations).")
    }
    guard contrast > 0, contrast.isFinite, firstRate.isFinite, lastRate.isFinite else {
      throw NetworkError(
        .impossible, "The contrast is above 0 and the rates are finite; not \(contrast), \(firstRate) and \(lastRate).")
    }
    if let blur, !(blur >= 0 && blur <= 100) {
      throw NetworkError(.impossible, "The blur is 0 to 100 pixels, not \(blur).")
    }
  }
}

/// Where gradient ascent leads its images.
public enum SynthesisGoal: Sendable, Equatable {
  /// To the members' highest mean output: the optimal images.
  case most
  /// To the lowest: the least exciting images.
  case least
  /// Away from one another while the mean output stays at `floor` or above: an image below it climbs, one above it steps away from the sum of all others.
  case apart(floor: Float)

  /// Whether each step shows the networks the images a little elsewhere (`ImageShift`). Not where images keep to a floor: it holds for the images as they are.
  var movesImages: Bool {
    switch self {
    case .most, .least: true
    case .apart: false
    }
  }
}

/// The images that gradient ascent ends in, one per noise seed.
public struct OptimalImages: Sendable, Equatable {
  /// [seeds, channels, height, width], in the order of the seeds, in units of the standardised input.
  public let images: Tensor
  /// The mean output of the members for each image.
  public let activations: [Float]
  /// The same after nine tenths of the steps: where they hardly differ, the ascent had arrived.
  public let earlierActivations: [Float]
}
