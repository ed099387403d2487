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
  /// What kind of control it is; nil for a recorded neuron.
  let control: Control?
  let state: State
  /// Nil for a dead or a missing neuron.
  var facts: NeuronFacts?
  /// Nil unless dead.
  let failure: FailureReport?

  init(_ neuron: Neuron, _ outcome: NeuronOutcome) {
    id = neuron.id
    columns = neuron.columns
    control = neuron.control
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

  /// Whether the word of the neuron's networks counts.
  var isPredicted: Bool { facts?.isPredicted ?? false }

  var label: NeuronFacts.Label? { isPredicted ? facts?.label : nil }

  /// The highest activation of any optimal image, in z-scored response units.
  var bestActivation: Double? { facts?.optimalImages.map(\.activation).max() }

  /// An optimal image's activation relative to the best natural image's; nil where that one does not exceed the mean response.
  func relative(_ activation: Double?) -> Double? {
    guard let activation, let natural = facts?.bestNaturalActivation, natural > 0 else { return nil }
    return activation / natural
  }

  /// How many of the optimal images are such; nil where there are none.
  func images(_ condition: (NeuronFacts.OptimalImage) -> Bool) -> Int? {
    guard let images = facts?.optimalImages, !images.isEmpty else { return nil }
    return images.count(where: condition)
  }

  /// How many of the neuron's own networks were trained so; nil where there are none.
  func networks(_ training: NeuronFacts.Member.Training) -> Int? {
    guard let members = facts?.members, !members.isEmpty else { return nil }
    return members.count { $0.training == training }
  }

  /// The share of all seeds that a distinct image unites.
  func share(_ image: NeuronFacts.DistinctImage) -> Double {
    Double(image.seeds) / Double(max(1, facts?.optimalImages.count ?? 0))
  }
}

/// What became of one neuron of a run.
public enum NeuronOutcome: Sendable, Equatable {
  case result(NeuronResult)
  /// Its job is a dead letter.
  case dead(FailureReport)
  /// Nothing has arrived yet.
  case missing
}
