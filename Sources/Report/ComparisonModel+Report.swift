import Method

extension ComparisonModel {
  /// For people.
  var title: String {
    switch self {
    case .ridge: "Ridge regression on pixels"
    case .lasso: "Lasso on pixels"
    case .linearNonlinear: "Linear filter and rectified power"
    case .gaborEnergy: "Ridge regression on Gabor energies"
    case .supportVector: "Support-vector regression, RBF kernel"
    }
  }

  /// The model's prediction similarity; nil where it was not asked for or is not defined.
  func similarity(_ facts: NeuronFacts) -> Double? {
    switch self {
    case .ridge: facts.predictionSimilarityRidge
    case .lasso: facts.predictionSimilarityLasso
    case .linearNonlinear: facts.predictionSimilarityLinearNonlinear
    case .gaborEnergy: facts.predictionSimilarityGaborEnergy
    case .supportVector: facts.predictionSimilaritySupportVector
    }
  }
}
