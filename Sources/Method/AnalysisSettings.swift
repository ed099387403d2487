/// All that is asked of one neuron, beside the recording and the seed: the part of a job that all neurons of a run share.
public struct AnalysisSettings: Codable, Sendable, Equatable {
  public var network = NetworkDescription()
  public var training = TrainingSettings()
  public var optimalImages = OptimalImageSettings()
  /// The models to compare the network with; may be empty.
  public var comparisonModels: [ComparisonModel] = ComparisonModel.allCases
  /// How many networks that were trained on the whole population are fine-tuned to the neuron and predict beside its own, each validated on another fold; nil is none.
  /// For prediction alone, never for images or labels.
  public var populationMembers: Int?
  /// How the recording is read and split; nil is all defaults. A run's own settings have the gap with which it was split.
  public var recording: RecordingSettings?

  public init() {}
}

/// The models that a neuron's network is compared with, on the same splits.
public enum ComparisonModel: String, Codable, Sendable, CaseIterable {
  /// Ridge regression on pixels.
  case ridge
  /// The Lasso on pixels.
  case lasso
  /// A linear filter (by ridge) followed by a rectified power.
  case linearNonlinear = "linear_nonlinear"
  /// Ridge regression on Gabor energies.
  case gaborEnergy = "gabor_energy"
  /// Support-vector regression with an RBF kernel on pixels.
  case supportVector = "support_vector"
}
