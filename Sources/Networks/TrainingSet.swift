import Numerics

/// What a network learns from: images, the neuron's responses, and which images train and which validate.
public struct TrainingSet: Sendable {
  /// [n, channels, height, width], standardised.
  public let images: Tensor
  /// One response per image: z-scored for the squared error, in units of its mean for the Poisson loss.
  public let targets: [Float]
  /// The images that the steps draw from.
  public let training: [Int]
  /// The images that choose the epoch.
  public let validation: [Int]

  public init(images: Tensor, targets: [Float], training: [Int], validation: [Int]) {
    self.images = images
    self.targets = targets
    self.training = training
    self.validation = validation
  }

  /// - Throws: `NetworkError` where the parts do not match.
  func check() throws {
    guard images.shape.count == 4 else {
      throw NetworkError(.data, "Training images come as [images, channels, height, width], not as \(images.shape).")
    }
    guard targets.count == images.count else {
      throw NetworkError(.data, "There are \(images.count) images but \(targets.count) responses.")
    }
    guard !training.isEmpty, !validation.isEmpty else {
      throw NetworkError(.data, "A network needs training and validation images; there are \(training.count) and \(validation.count).")
    }
    guard (training + validation).allSatisfy((0..<images.count).contains) else {
      throw NetworkError(.data, "The split names an image beyond the \(images.count) that there are.")
    }
  }
}
