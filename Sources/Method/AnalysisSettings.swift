/// All that is asked of one neuron, beside the recording and the seed: the part of a job that all neurons of a run share.
public struct AnalysisSettings: Codable, Sendable, Equatable {
  public var network = NetworkDescription()
  public var training = TrainingSettings()
  public var optimalImages = OptimalImageSettings()

  public init() {}
}
