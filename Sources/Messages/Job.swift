import Method
import Numerics

/// One neuron's work: the message on `konomi.jobs`, keyed `run/neuron`, type `konomi.job.v1`. A safetensors file (tensors `responses`, `test_responses`;
/// the document under `__metadata__.konomi`) in one zstd frame.
public struct Job: Sendable, Equatable {
  public var document: Document
  /// The neuron's responses to the training images: [repeats, images], NaN where a repeat is missing.
  public var responses: Tensor
  /// The same for the test images.
  public var testResponses: Tensor

  public init(document: Document, responses: Tensor, testResponses: Tensor) {
    self.document = document
    self.responses = responses
    self.testResponses = testResponses
  }

  public struct Document: Codable, Sendable, Equatable {
    public var run: String
    public var neuron: String
    public var methodVersion: Int
    /// The run's seed; the neuron's own numbers are addressed by its id.
    public var seed: UInt64
    public var settings: AnalysisSettings
    public var stimuli: SharedInput
    /// The population's networks (`PopulationWeights`), where the settings ask for population members.
    public var population: SharedInput?

    public init(
      run: String, neuron: String, methodVersion: Int, seed: UInt64, settings: AnalysisSettings, stimuli: SharedInput,
      population: SharedInput? = nil
    ) {
      self.run = run
      self.neuron = neuron
      self.methodVersion = methodVersion
      self.seed = seed
      self.settings = settings
      self.stimuli = stimuli
      self.population = population
    }
  }
}
