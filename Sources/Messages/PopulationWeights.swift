import Formats
import Numerics

/// The networks that were trained on a run's whole population, as every worker sees them: a shared input like the stimulus set, a safetensors file (tensor
/// `parameters`; the neurons' ids in the document under `__metadata__.konomi`) cut into chunks on `konomi.stimuli`.
public struct PopulationWeights: Sendable, Equatable {
  /// The neurons' ids, in the order of the networks' outputs.
  public var neurons: [String]
  /// [members, parameters].
  public var parameters: Tensor

  public init(neurons: [String], parameters: Tensor) {
    self.neurons = neurons
    self.parameters = parameters
  }

  private struct Document: Codable {
    var neurons: [String]
  }

  /// - Throws: `FormatError` where the ids or the numbers are none.
  public func encoded() throws -> [UInt8] {
    try validate()
    return try Safetensors(document: Document(neurons: neurons), tensors: ["parameters": parameters]).encoded()
  }

  public init(decoding bytes: [UInt8]) throws {
    let file = try Safetensors(decoding: bytes)
    self.init(neurons: try file.document(Document.self).neurons, parameters: try file.tensor("parameters", rank: 2))
    try validate()
  }

  private func validate() throws {
    try FormatError.require(!neurons.isEmpty, .invalid, "population weights of no neuron")
    for neuron in neurons { try JobKey.checkNeuron(neuron) }
    try FormatError.require(
      parameters.shape.count == 2 && parameters.shape.allSatisfy { $0 > 0 }, .invalid,
      "parameters of shape \(parameters.shape) must be [members, parameters], none of them 0")
    try FormatError.require(parameters.values.allSatisfy(\.isFinite), .invalid, "parameters hold what is no finite number")
  }
}
