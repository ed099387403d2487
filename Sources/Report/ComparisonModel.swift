import Method

/// A simpler model of the same neuron, fitted on the same images.
struct ComparisonModel: Sendable {
  /// As in the names of columns, e.g. `ridge`.
  let name: String
  /// For people.
  let title: String
  /// Its prediction similarity; nil where it was not asked for or is not defined.
  let similarity: @Sendable (NeuronFacts) -> Double?

  static let all = [
    ComparisonModel(name: "ridge", title: "Ridge regression on pixels") { $0.predictionSimilarityRidge },
    ComparisonModel(name: "lasso", title: "Lasso on pixels") { $0.predictionSimilarityLasso },
    ComparisonModel(name: "linear_nonlinear", title: "Linear filter and rectified power") { $0.predictionSimilarityLinearNonlinear },
    ComparisonModel(name: "gabor_energy", title: "Ridge regression on Gabor energies") { $0.predictionSimilarityGaborEnergy },
    ComparisonModel(name: "support_vector", title: "Support-vector regression, RBF kernel") { $0.predictionSimilaritySupportVector },
  ]
}
