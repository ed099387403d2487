import Messages
import Method

/// One neuron as the report's tables see it: all that is known of it but the images.
struct NeuronEntry: Sendable, Equatable {
  enum State: String, Sendable, CaseIterable {
    case analysed
    case notAnalysable = "not_analysable"
    case dead, missing
  }

  let id: String
  /// The further columns of the recording's `neurons.csv`.
  let columns: [String: String]
  let state: State
  /// Nil for a dead or a missing neuron.
  let facts: NeuronFacts?
  /// Nil unless dead.
  let failure: FailureReport?

  init(_ neuron: Manifest.Neuron, _ outcome: NeuronOutcome) {
    id = neuron.id
    columns = neuron.columns
    switch outcome {
    case .result(let result):
      facts = result.document.facts
      failure = nil
      state = result.document.facts.state == .analysed ? .analysed : .notAnalysable
    case .dead(let report):
      (facts, failure, state) = (nil, report, .dead)
    case .missing:
      (facts, failure, state) = (nil, nil, .missing)
    }
  }

  var label: NeuronFacts.Label? { facts?.label }

  /// The highest activation of any optimal image, in z-scored response units.
  var bestActivation: Double? { facts?.optimalImages.map(\.activation).max() }

  /// An optimal image's activation relative to the best natural image's; nil where that one does not exceed the mean response.
  func relative(_ activation: Double?) -> Double? {
    guard let activation, let natural = facts?.bestNaturalActivation, natural > 0 else { return nil }
    return activation / natural
  }

  /// The share of all seeds that a distinct image unites.
  func share(_ image: NeuronFacts.DistinctImage) -> Double {
    Double(image.seeds) / Double(max(1, facts?.optimalImages.count ?? 0))
  }
}
