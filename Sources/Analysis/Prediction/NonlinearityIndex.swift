/// How far a neuron is from linear: the gain of the network over Lasso on pixels, the linear model.
///
/// Ukita, Yoshida & Ohki, Sci. Rep. 9:3791 (2019).
public struct NonlinearityIndex: Sendable, Equatable {
  /// network - linear, of the two prediction similarities.
  public let difference: Double
  /// (network - linear) / (network + linear); nil where the sum is not positive.
  public let index: Double?

  public init(network: Double, linear: Double) {
    difference = network - linear
    index = network + linear > 0 ? difference / (network + linear) : nil
  }
}
