import Numerics

/// What was found of one neuron: numbers in `facts`, images in tensors. A pure function of stimuli, responses, settings and seed.
public struct Findings: Sendable, Equatable {
  public var facts: NeuronFacts
  /// The optimal images, best activation first: [seeds, channels, height, width], in units of the standardised input. Empty ([0, ...]) where not analysable.
  public var optimalImages: Tensor
  /// The distinct images (merged near-duplicates), best first: [groups, channels, height, width], zero mean and unit norm.
  public var distinctImages: Tensor
  /// What was made on demand: the least exciting image, images pushed apart: [images, channels, height, width], as the optimal images; empty where nothing was.
  public var furtherImages: Tensor
  /// The ensemble's prediction of each test image: [test images], in the units of the responses.
  public var testPrediction: Tensor

  /// - Parameter furtherImages: nil is none.
  public init(facts: NeuronFacts, optimalImages: Tensor, distinctImages: Tensor, furtherImages: Tensor? = nil, testPrediction: Tensor) {
    self.furtherImages = furtherImages ?? Tensor(shape: [0] + optimalImages.shape.dropFirst())
    self.facts = facts
    self.optimalImages = optimalImages
    self.distinctImages = distinctImages
    self.testPrediction = testPrediction
  }
}
