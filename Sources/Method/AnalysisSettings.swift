/// All that is asked of one neuron, beside the recording and the seed: the part of a job that all neurons of a run share.
public struct AnalysisSettings: Codable, Sendable, Equatable {
  public var network = NetworkDescription()
  public var training = TrainingSettings()
  public var optimalImages = OptimalImageSettings()
  /// The models to compare the network with; may be empty.
  public var comparisonModels: [ComparisonModel] = ComparisonModel.allCases

  public init() {}
}
