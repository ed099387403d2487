import Numerics

/// The images of a run, as every worker sees them: a safetensors file (tensors `stimuli`, `test_stimuli`), cut into chunks on `konomi.stimuli`,
/// each chunk in one zstd frame, type `konomi.stimuli.v1`.
public struct StimulusSet: Sendable, Equatable {
  /// [images, channels, height, width], as recorded (after crop and resize), not yet standardised.
  public var stimuli: Tensor
  public var testStimuli: Tensor

  public init(stimuli: Tensor, testStimuli: Tensor) {
    self.stimuli = stimuli
    self.testStimuli = testStimuli
  }
}
