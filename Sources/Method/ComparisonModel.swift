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
