/// How one network is trained: by AdamW, a fixed length, the best validation epoch kept.
public struct TrainingSettings: Codable, Sendable, Equatable {
  /// What training minimises.
  public enum Loss: String, Codable, Sendable {
    /// Squared error of the z-scored responses: for dF/F, and for rates averaged over many repeats.
    case squaredError = "squared_error"
    /// Poisson deviance, for spike counts: responses must not be negative; they are divided by their mean, and a softplus makes the network's output positive.
    case poisson
  }

  public var loss: Loss = .squaredError
  /// Images per step; the last partial batch of an epoch is dropped.
  public var batch: Int = 64
  /// Passes over the training images; or `leastSteps`, whichever is more.
  public var epochs: Int = 30
  /// The least number of steps, for small recordings.
  public var leastSteps: Int = 300
  /// The learning rate's peak, reached from 0 over `warmUpSteps`, followed by a cosine to 0.
  public var rate: Double = 2e-3
  /// Steps over which the rate rises.
  public var warmUpSteps: Int = 20
  /// AdamW's decoupled weight decay, on weights only (never on biases).
  public var weightDecay: Double = 1e-4
  /// Into how many folds the training images fall; one of them is the validation split of each network.
  public var folds: Int = 5
  /// How many networks, each validated on another fold, make the copy; their mean is the prediction. 1 is the paper's single network.
  public var members: Int = 3

  public init() {}
}
