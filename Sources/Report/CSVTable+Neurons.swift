import Messages
import Method

extension CSVTable {
  /// `neurons.csv`: one row per neuron, in the recording's order. The recording's own columns come last, by name, after `recording_`.
  init(neurons entries: [NeuronEntry]) {
    let own = Set(entries.flatMap(\.columns.keys)).sorted()
    self.init(columns: Self.neuronColumns.map(\.name) + own.map { "recording_" + $0 })
    for entry in entries {
      append(Self.neuronColumns.map { $0.cell(entry) } + own.map { .text(entry.columns[$0]) })
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
    Column("neuron") { .text($0.id) },
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
    Column("prediction_similarity_lasso") { .number($0.facts?.predictionSimilarityLasso) },
    Column("prediction_similarity_linear_nonlinear") { .number($0.facts?.predictionSimilarityLinearNonlinear) },
    Column("prediction_similarity_gabor_energy") { .number($0.facts?.predictionSimilarityGaborEnergy) },
    Column("prediction_similarity_support_vector") { .number($0.facts?.predictionSimilaritySupportVector) },
    Column("linear_field_similarity") { .number($0.facts?.linearFieldSimilarity) },
    Column("best_activation") { .number($0.bestActivation) },
    Column("best_natural_activation") { .number($0.facts?.bestNaturalActivation) },
    Column("activation_ratio") { .number($0.relative($0.bestActivation)) },
    Column("optimal_images") { .count($0.state == .analysed ? $0.facts?.optimalImages.count : nil) },
    Column("training_images") { .count($0.facts?.trainingImages) },
    Column("test_images") { .count($0.facts?.testImages) },
    Column("reason") { .text($0.facts?.reason) },
    Column("error_class") { .text($0.failure?.class.rawValue) },
    Column("error_code") { .text($0.failure?.code) },
    Column("error_message") { .text($0.failure?.message) },
  ]

  /// `distinct_images.csv`: row i tells whose image entry i of `distinct_images.npy` is.
  init(distinctImages entries: [NeuronEntry]) {
    self.init(columns: ["neuron", "order", "activation", "activation_ratio", "seeds", "share_of_seeds"])
    for entry in entries {
      for (order, image) in (entry.facts?.distinctImages ?? []).enumerated() {
        append([
          .text(entry.id), .count(order), .number(image.activation), .number(entry.relative(image.activation)), .count(image.seeds),
          .number(entry.share(image)),
        ])
      }
    }
  }
}
