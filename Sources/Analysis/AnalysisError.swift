/// Why an analysis cannot be done at all: the stimuli, the settings or the shapes are at fault, not the neuron.
///
/// A neuron whose responses do not allow an analysis is no error: its `NeuronResult` says so.
public struct AnalysisError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Equatable {
    /// Arrays that do not fit each other.
    case shapeMismatch
    /// Stimuli that cannot be standardised or divided into folds.
    case badStimuli
    /// Settings outside of what the method allows.
    case badSettings
  }

  public var code: Code
  /// What is wrong, where, and what to do, as one sentence.
  public var description: String

  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
