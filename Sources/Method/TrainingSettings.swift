/// How one network is trained: by AdamW (Loshchilov & Hutter, ICLR 2019), for a fixed length, on all training images or all but a fold.
public struct TrainingSettings: Codable, Sendable, Equatable {
  /// What training minimises.
  public enum Loss: String, Codable, Sendable {
    /// Squared error of the z-scored responses: for dF/F, and for rates averaged over many repeats.
    case squaredError = "squared_error"
    /// Poisson deviance, for spike counts: responses must not be negative; they are divided by their mean, and a softplus makes the network's output positive.
    case poisson
  }

  /// Which images a network learns from, and which weights it keeps.
  public enum Keeping: String, Codable, Sendable {
    /// All training images; the weights after the last epoch.
    case lastEpoch = "last_epoch"
    /// All training images but those of the member's fold; the weights of the epoch that predicts these best. As before method version 6.
    case bestEpoch = "best_epoch"
  }

  public var loss: Loss = .squaredError
  /// Images per step; the last partial batch of an epoch is dropped.
  public var batch: Int = 64
  /// Passes over the training images; or `leastSteps`, whichever is more.
  public var epochs: Int = 15
  /// The least number of steps, for small recordings.
  public var leastSteps: Int = 190
  /// The learning rate's peak, reached from 0 over `warmUpSteps`, followed by a cosine to 0.
  public var rate: Double = 5e-3
  /// Steps over which the rate rises.
  public var warmUpSteps: Int = 20
  /// AdamW's decoupled weight decay, on weights only (never on biases).
  public var weightDecay: Double = 1e-4
  /// Into how many folds the training images fall; one of them chooses the hyper-parameters of each comparison model, and with `bestEpoch` the epoch of each network.
  public var folds: Int = 5
  /// How many networks make the copy: from other first weights, and with `bestEpoch` each validated on another fold; their mean is the prediction. 1 is the paper's single network.
  public var members: Int = 3
  /// nil stands for `bestEpoch`.
  public var keep: Keeping? = .lastEpoch

  public init() {}
}
