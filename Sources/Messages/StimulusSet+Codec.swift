import Formats
import Numerics

extension StimulusSet {
  /// The set as one safetensors file: what the run's shared input is, before it is cut into chunks.
  /// - Throws: `FormatError.invalid` where a shape or a number is not allowed.
  public func encoded() throws -> [UInt8] {
    try validate()
    return try Safetensors(tensors: ["stimuli": stimuli, "test_stimuli": testStimuli], metadata: [:]).encoded()
  }

  public init(decoding bytes: [UInt8]) throws {
    let file = try Safetensors(decoding: bytes)
    self.init(stimuli: try file.tensor("stimuli", rank: 4), testStimuli: try file.tensor("test_stimuli", rank: 4))
    try validate()
  }

  private func validate() throws {
    for (name, tensor) in [("stimuli", stimuli), ("test_stimuli", testStimuli)] {
      try FormatError.require(
        tensor.shape.count == 4 && tensor.shape.allSatisfy { $0 > 0 }, .invalid,
        "\(name) of shape \(tensor.shape) must be [images, channels, height, width], none of them 0")
      try FormatError.require(tensor.values.allSatisfy { $0.isFinite }, .invalid, "\(name) hold what is no finite number")
    }
    try FormatError.require(
      stimuli.shape.dropFirst() == testStimuli.shape.dropFirst(), .invalid,
      "stimuli \(stimuli.shape) and test_stimuli \(testStimuli.shape) must have images of one shape")
  }
}
