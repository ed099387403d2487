import Numerics

/// The version of the method: raised whenever a change may alter a result's bytes.
///
/// It stands in manifest and job; a worker of another method version does not compute the job (see the delivery rules, "versions meet").
public let methodVersion = 6

/// What was found of one neuron: names and numbers in the document, images in tensors.
///
/// A pure function of stimuli, responses, settings and seed: no times, no hosts, not even a run's id, so that two runs of one recording and seed leave the same bytes.
public struct NeuronResult: Sendable, Equatable {
  public var document: Document
  /// The optimal images, best activation first: [seeds, channels, height, width], in units of the standardised input. Empty ([0, ...]) where not analysable.
  public var optimalImages: Tensor
  /// The distinct images (merged near-duplicates), best first: [groups, channels, height, width], zero mean and unit norm.
  public var distinctImages: Tensor
  /// What was made on demand, the least exciting image, images pushed apart: [images, channels, height, width], as the optimal images; empty where nothing was.
  public var furtherImages: Tensor
  /// The ensemble's prediction of each test image: [test images], in the units of the responses.
  public var testPrediction: Tensor

  /// - Parameter furtherImages: nil is none.
  public init(
    document: Document, optimalImages: Tensor, distinctImages: Tensor, furtherImages: Tensor? = nil, testPrediction: Tensor
  ) {
    self.furtherImages = furtherImages ?? Tensor(shape: [0] + optimalImages.shape.dropFirst())
    self.document = document
    self.optimalImages = optimalImages
    self.distinctImages = distinctImages
    self.testPrediction = testPrediction
  }

  /// What of a result is no image: whose it is, by which method and from what, and the facts.
  public struct Document: Codable, Sendable, Equatable {
    public var neuron: String
    public var methodVersion: Int
    public var seed: UInt64
    /// SHA-256 (hex) of the stimulus set that the analysis was prepared with.
    public var stimuliSha256: String
    public var facts: NeuronFacts

    public init(neuron: String, methodVersion: Int, seed: UInt64, stimuliSha256: String, facts: NeuronFacts) {
      self.neuron = neuron
      self.methodVersion = methodVersion
      self.seed = seed
      self.stimuliSha256 = stimuliSha256
      self.facts = facts
    }
  }
}
