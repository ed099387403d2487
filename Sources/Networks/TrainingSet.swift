import Numerics

/// What a network learns from: images, the responses of the neuron or neurons, and which images train and which validate.
public struct TrainingSet: Sendable {
  /// [n, channels, height, width], standardised.
  public let images: Tensor
  /// One response per image and neuron, [n][neurons]: z-scored for the squared error, in units of its mean for the Poisson loss; NaN where a response is missing.
  public let targets: [Float]
  /// The number of neurons, each an output of the network.
  public let outputs: Int
  /// The first so many neurons are the ones that layers below the outputs learn from and that judge an epoch.
  public let shaping: Int
  /// The images that the steps draw from.
  public let training: [Int]
  /// The images that choose the epoch; none where the last one is kept.
  public let validation: [Int]

  /// - Parameter shaping: nil is all.
  public init(images: Tensor, targets: [Float], outputs: Int = 1, shaping: Int? = nil, training: [Int], validation: [Int]) {
    self.images = images
    self.targets = targets
    self.outputs = outputs
    self.shaping = shaping ?? outputs
    self.training = training
    self.validation = validation
  }

  var input: InputShape { InputShape(channels: images.shape[1], height: images.shape[2], width: images.shape[3]) }

  /// - Throws: `NetworkError` where the parts do not match.
  func check(choosesEpoch: Bool) throws {
    guard images.shape.count == 4 else {
      throw NetworkError(.data, "Training images come as [images, channels, height, width], not as \(images.shape).")
    }
    guard outputs >= 1, targets.count == images.count * outputs else {
      throw NetworkError(
        .data, "There are \(images.count) images but \(targets.count) responses\(outputs == 1 ? "" : " of \(outputs) neurons").")
    }
    guard (1...outputs).contains(shaping) else {
      throw NetworkError(.data, "Of \(outputs) neurons 1 to \(outputs) shape the network, not \(shaping).")
    }
    guard !training.isEmpty, !validation.isEmpty || !choosesEpoch else {
      throw NetworkError(.data, "A network needs training and validation images; there are \(training.count) and \(validation.count).")
    }
    guard (training + validation).allSatisfy((0..<images.count).contains) else {
      throw NetworkError(.data, "The split names an image beyond the \(images.count) that there are.")
    }
  }
}
