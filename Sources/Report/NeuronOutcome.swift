import Messages
import Method

/// What became of one neuron of a run.
public enum NeuronOutcome: Sendable, Equatable {
  case result(NeuronResult)
  /// Its job is a dead letter.
  case dead(FailureReport)
  /// Nothing has arrived yet.
  case missing
}
