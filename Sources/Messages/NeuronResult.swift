import Method
import Numerics

/// What was found of one neuron: the message on `konomi.results`, keyed `run/neuron`, type `konomi.result.v1`. A safetensors file (tensors `optimal_images`,
/// `distinct_images`, `test_prediction` and, where any were made, `further_images`; the document under `__metadata__.konomi`) in one zstd frame.
///
/// Its value is a pure function of the job: no times, no hosts, not even the run's id (that stands in key and headers), so that two runs of one recording and seed leave the same bytes.
public struct NeuronResult: Sendable, Equatable {
  public var document: Document
  /// [seeds, channels, height, width], best activation first, in units of the standardised input.
  public var optimalImages: Tensor
  /// [groups, channels, height, width], best first, zero mean and unit norm.
  public var distinctImages: Tensor
  /// [images, channels, height, width], made on demand; a message without the tensor has none.
  public var furtherImages: Tensor
  /// [test images], in the units of the responses.
  public var testPrediction: Tensor

  public init(document: Document, findings: Findings) {
    self.init(
      document: document, optimalImages: findings.optimalImages, distinctImages: findings.distinctImages,
      furtherImages: findings.furtherImages, testPrediction: findings.testPrediction)
  }

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

  public struct Document: Codable, Sendable, Equatable {
    public var neuron: String
    public var methodVersion: Int
    public var seed: UInt64
    /// SHA-256 (hex) of the stimulus set that the job named.
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
