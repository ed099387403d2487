/// A network after training, with the weights of the epoch that predicted the validation images best.
public struct TrainedNetwork: Sendable, Equatable {
  public let network: Network
  /// The epoch whose weights were kept, counted from 1.
  public let bestEpoch: Int
  /// The mean loss on the validation images at that epoch.
  public let validationError: Double
  /// The mean loss on the validation images after each epoch.
  public let validationErrors: [Double]
  /// The mean loss on the training images over each epoch's steps, with dropout.
  public let trainingErrors: [Double]
}
