import Formats
import Messages
import Method

extension CSVTable {
  /// `neurons.csv`: one row per recorded neuron, in the recording's order. The recording's own columns come last, by name, after `recording_`.
  init(neurons all: [NeuronEntry]) {
    let entries = all.filter { $0.control == nil }
    let own = Set(entries.flatMap(\.columns.keys)).sorted()
    // On the scale of the run's own anchors.
    let scale = DiversityScale(all)
    self.init(columns: Self.neuronColumns.map(\.name) + ["diversity_index"] + own.map { "recording_" + $0 })
    for entry in entries {
      append(
        Self.neuronColumns.map { $0.cell(entry) } + [.number(scale?.index(of: entry))] + own.map { .text(entry.columns[$0]) })
    }
  }

  /// `controls.csv`: one row per control, its kind and the neuron that it was made from first, then the columns of `neurons.csv`.
  init(controls all: [NeuronEntry]) {
    self.init(columns: Control.columns + Self.neuronColumns.map(\.name))
    for entry in all {
      guard let control = entry.control else { continue }
      append([.text(control.kind), .id(control.original ?? "")] + Self.neuronColumns.map { $0.cell(entry) })
    }
  }

  /// One column: its name and where its cells come from.
  private struct Column {
    let name: String
    let cell: @Sendable (NeuronEntry) -> Cell

    init(_ name: String, _ cell: @escaping @Sendable (NeuronEntry) -> Cell) {
      self.name = name
      self.cell = cell
    }
  }

  private static let neuronColumns = [
    Column("neuron") { .id($0.id) },
    Column("state") { .text($0.state.rawValue) },
    Column("prediction_similarity") { .number($0.facts?.predictionSimilarity) },
    Column("prediction_similarity_ridge") { .number($0.facts?.predictionSimilarityRidge) },
    Column("distinct_images") { .count($0.state == .analysed ? $0.facts?.distinctImages.count : nil) },
    Column("complexness") { .number($0.facts?.complexness?.difference) },
    Column("label") { .text($0.label?.rawValue) },
    Column("complexness_low") { .number($0.facts?.complexness?.low) },
    Column("complexness_high") { .number($0.facts?.complexness?.high) },
    Column("complexness_ratio") { .number($0.facts?.complexness?.ratio) },
    Column("simple_similarity") { .number($0.facts?.complexness?.simple) },
    Column("complex_similarity") { .number($0.facts?.complexness?.complex) },
    Column("prediction_similarity_own") { .number($0.facts?.predictionSimilarityOwn) },
    Column("prediction_similarity_population") { .number($0.facts?.predictionSimilarityPopulation) },
    Column("prediction_similarity_low") { .number($0.facts?.predictionSimilarityLow) },
    Column("prediction_similarity_high") { .number($0.facts?.predictionSimilarityHigh) },
    Column("explainable_variance") { .number($0.facts?.explainableVariance) },
    Column("explained_share") { .number($0.facts?.explainedShare) },
    Column("normalised_correlation") { .number($0.facts?.normalisedCorrelation) },
    Column("single_trial_correlation") { .number($0.facts?.singleTrialCorrelation) },
    Column("jackknife_oracle") { .number($0.facts?.jackknifeOracle) },
    Column("prediction_similarity_lasso") { .number($0.facts?.predictionSimilarityLasso) },
    Column("prediction_similarity_linear_nonlinear") { .number($0.facts?.predictionSimilarityLinearNonlinear) },
    Column("prediction_similarity_gabor_energy") { .number($0.facts?.predictionSimilarityGaborEnergy) },
    Column("prediction_similarity_support_vector") { .number($0.facts?.predictionSimilaritySupportVector) },
    Column("nonlinearity_difference") { .number($0.facts?.nonlinearityDifference) },
    Column("nonlinearity_index") { .number($0.facts?.nonlinearityIndex) },
    Column("linear_field_similarity") { .number($0.facts?.linearFieldSimilarity) },
    Column("gabor_similarity") { .number($0.facts?.distinctImages.first?.gabor?.similarity) },
    Column("gabor_orientation_degrees") { .number($0.facts?.distinctImages.first?.gabor?.gabor.orientation) },
    Column("gabor_wavelength_pixels") { .number($0.facts?.distinctImages.first?.gabor?.gabor.wavelength) },
    Column("phase_tolerance") { .number($0.facts?.phaseTolerance?.tau) },
    Column("phase_tolerance_low") { .number($0.facts?.phaseTolerance?.low) },
    Column("phase_tolerance_high") { .number($0.facts?.phaseTolerance?.high) },
    Column("phase_tolerance_label") { .text($0.isPredicted ? $0.facts?.phaseTolerance?.label?.rawValue : nil) },
    Column("phase_tolerance_largest_other") { .number($0.facts?.phaseTolerance?.largestOther) },
    Column("phase_tolerance_weight_a_plus") { .number($0.facts?.phaseTolerance?.weights[0]) },
    Column("phase_tolerance_weight_a_minus") { .number($0.facts?.phaseTolerance?.weights[1]) },
    Column("phase_tolerance_weight_b_plus") { .number($0.facts?.phaseTolerance?.weights[2]) },
    Column("phase_tolerance_weight_b_minus") { .number($0.facts?.phaseTolerance?.weights[3]) },
    Column("invariance") { .text($0.facts?.inSilico?.invariance?.rawValue) },
    Column("off_phase_ratio") { .number($0.facts?.inSilico?.offPhaseRatio) },
    Column("grating_modulation") { .number($0.facts?.inSilico?.gratingModulation) },
    Column("orientation_selectivity") { .number($0.facts?.inSilico?.orientationSelectivity) },
    Column("deflated_activation") { .number($0.facts?.inSilico?.deflatedActivation) },
    Column("deflated_overlap") { .number($0.facts?.inSilico?.deflatedOverlap) },
    Column("response_at_other_orientations") { .number($0.facts?.inSilico?.responseAtOtherOrientations) },
    Column("diversity_distance") { .number($0.facts?.inSilico?.diversity) },
    Column("stopped_at_gate") { .text($0.facts?.stop?.gate.rawValue) },
    Column("stopped_because") { .text($0.facts?.stop?.reason) },
    Column("passes_paper_gates") { .text($0.facts.map { $0.paperLabel != nil ? "true" : "false" }) },
    Column("paper_label") { .text($0.facts?.paperLabel?.rawValue) },
    Column("cross_model_transfer") { .number($0.facts?.crossModelTransfer) },
    Column("seed_coverage") { .number($0.facts?.seedCoverage) },
    Column("best_activation") { .number($0.bestActivation) },
    Column("best_natural_activation") { .number($0.facts?.bestNaturalActivation) },
    Column("activation_ratio") { .number($0.relative($0.bestActivation)) },
    Column("best_gabor_activation") { .number($0.facts?.bestGaborActivation) },
    Column("activation_ratio_gabor") { .number($0.facts?.optimalImages.first?.relativeToGabor) },
    Column("optimal_images") { .count($0.state == .analysed ? $0.facts?.optimalImages.count : nil) },
    Column("images_not_converged") { .count($0.images { $0.converged == false }) },
    Column("images_clipped") { .count($0.images { $0.clipped == true }) },
    Column("images_noisy") { .count($0.images { $0.noisy == true }) },
    Column("networks_never_better_than_mean") { .count($0.networks(.neverBetterThanMean)) },
    Column("networks_stopped_at_limit") { .count($0.networks(.stoppedAtLimit)) },
    Column("training_images") { .count($0.facts?.trainingImages) },
    Column("test_images") { .count($0.facts?.testImages) },
    Column("reason") { .text($0.facts?.reason) },
    Column("error_class") { .text($0.failure?.class.rawValue) },
    Column("error_code") { .text($0.failure?.code) },
    Column("error_message") { .text($0.failure?.message) },
  ]
}
