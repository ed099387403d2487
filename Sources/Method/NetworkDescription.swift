/// The layers of the network that copies one neuron: convolutions, then dense layers, then one linear output.
///
/// The paper's layer sizes could not be read; these are ours, chosen by measurement on real and simulated neurons.
public struct NetworkDescription: Codable, Sendable, Equatable {
  /// How the outputs of a convolution are pooled, in 2 x 2 windows; odd sizes are floored.
  public enum Pooling: String, Codable, Sendable { case max, average, none }

  /// One convolution (stride 1, no padding) with bias and ReLU, then pooling.
  public struct Convolution: Codable, Sendable, Equatable {
    /// The number of filters.
    public var channels: Int
    /// The filter's side in pixels, 3 to 11.
    public var side: Int
    public var pooling: Pooling

    public init(channels: Int, side: Int, pooling: Pooling = .max) {
      self.channels = channels
      self.side = side
      self.pooling = pooling
    }
  }

  /// One to four convolutions, from the image up.
  public var convolutions: [Convolution] = [.init(channels: 16, side: 5), .init(channels: 32, side: 3)]
  /// The numbers of units of the dense hidden layers, each with bias and ReLU; may be empty.
  public var hidden: [Int] = [32]
  /// The share of the flattened features that dropout silences during training, 0 to 0.9.
  public var featureDropout: Double = 0.5
  /// The share of each hidden layer's units that dropout silences during training, 0 to 0.9.
  public var hiddenDropout: Double = 0.3

  public init() {}
}
