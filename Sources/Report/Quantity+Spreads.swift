import Method

extension Quantity {
  /// A quantity whose median and quartiles over the population are given.
  struct Spreading: Sendable {
    let quantity: Quantity
    /// Its name in `population.json` and in `neurons.csv`.
    let column: String
    let decimals: Int
    /// Whether it is what networks say, compares them, or rests on images that they made: then it means nothing of a neuron that they do not predict.
    var needsPrediction = false
    let value: @Sendable (NeuronEntry) -> Double?

    /// Those of the neurons over which it is summarised.
    func neurons(_ entries: [NeuronEntry]) -> [NeuronEntry] { needsPrediction ? entries.filter(\.isPredicted) : entries }
  }

  static let spreads: [Spreading] = [
    .init(quantity: .activationRatio, column: "activation_ratio", decimals: 2, needsPrediction: true) { $0.relative($0.bestActivation) },
    .init(quantity: .activationRatioGabor, column: "activation_ratio_gabor", decimals: 2, needsPrediction: true) {
      $0.facts?.optimalImages.first?.relativeToGabor
    },
    .init(quantity: .explainableVariance, column: "explainable_variance", decimals: 3) { $0.facts?.explainableVariance },
    .init(quantity: .explainedShare, column: "explained_share", decimals: 3) { $0.facts?.explainedShare },
    .init(quantity: .normalisedCorrelation, column: "normalised_correlation", decimals: 3) { $0.facts?.normalisedCorrelation },
    .init(quantity: .singleTrialCorrelation, column: "single_trial_correlation", decimals: 3) { $0.facts?.singleTrialCorrelation },
    .init(quantity: .jackknifeOracle, column: "jackknife_oracle", decimals: 3) { $0.facts?.jackknifeOracle },
    .init(quantity: .nonlinearityIndex, column: "nonlinearity_index", decimals: 3, needsPrediction: true) { $0.facts?.nonlinearityIndex },
    .init(quantity: .linearFieldSimilarity, column: "linear_field_similarity", decimals: 3, needsPrediction: true) {
      $0.facts?.linearFieldSimilarity
    },
    .init(quantity: .crossModelTransfer, column: "cross_model_transfer", decimals: 2, needsPrediction: true) {
      $0.facts?.crossModelTransfer
    },
    .init(quantity: .seedCoverage, column: "seed_coverage", decimals: 2, needsPrediction: true) { $0.facts?.seedCoverage },
    .init(quantity: .gaborSimilarity, column: "gabor_similarity", decimals: 3, needsPrediction: true) {
      $0.facts?.distinctImages.first?.gabor?.similarity
    },
    .init(quantity: .phaseTolerance, column: "phase_tolerance", decimals: 3, needsPrediction: true) { $0.facts?.phaseTolerance?.tau },
    .init(quantity: .offPhaseRatio, column: "off_phase_ratio", decimals: 3, needsPrediction: true) { $0.facts?.inSilico?.offPhaseRatio },
    .init(quantity: .gratingModulation, column: "grating_modulation", decimals: 2, needsPrediction: true) {
      $0.facts?.inSilico?.gratingModulation
    },
    .init(quantity: .orientationSelectivity, column: "orientation_selectivity", decimals: 2, needsPrediction: true) {
      $0.facts?.inSilico?.orientationSelectivity
    },
  ]
}
