/// The stages of one neuron's analysis, in order.
public enum AnalysisStage: String, Sendable, CaseIterable {
  /// Comparison models.
  case comparison
  /// The networks that copy the neuron.
  case training
  /// The gradient ascent to the optimal images.
  case optimalImages = "optimal_images"
  /// Distinct images, complexness, label.
  case cellType = "cell_type"
}
