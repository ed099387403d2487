import Formats
import Method
import Numerics

extension Job: Message {
  public static let messageType = MessageType.job

  public func encoded() throws -> [UInt8] {
    try validate()
    return try Safetensors(document: document, tensors: ["responses": responses, "test_responses": testResponses]).encoded()
  }

  public init(decoding bytes: [UInt8]) throws {
    let file = try Safetensors(decoding: bytes)
    self.init(
      document: try file.document(Document.self), responses: try file.tensor("responses", rank: 2),
      testResponses: try file.tensor("test_responses", rank: 2))
    try validate()
  }

  public func isKeyed(_ key: String) -> Bool { key == "\(document.run)/\(document.neuron)" }

  /// Throws `FormatError.invalid` for the first field out of its bounds.
  func validate() throws {
    _ = try JobKey(run: document.run, neuron: document.neuron)
    try FormatError.check(document.methodVersion, in: 1...Int(Int32.max), "method_version")
    try FormatError.check(document.seed, in: RunDescription.seeds, "seed")
    try FormatError.validate(document.settings)
    try document.stimuli.validate("stimuli")
    try document.population?.validate("population")
    try FormatError.require(
      (document.population != nil) == (document.settings.populationMembers ?? 0 > 0), .invalid,
      "a job names the population's networks where, and only where, its settings ask for population members")
    try validateResponses()
  }

  /// Throws `FormatError.invalid` for responses that are none.
  func validateResponses() throws {
    for (name, tensor) in [("responses", responses), ("test_responses", testResponses)] {
      try FormatError.require(
        tensor.shape.count == 2 && tensor.shape.allSatisfy { $0 > 0 }, .invalid,
        "\(name) of shape \(tensor.shape) must be [repeats, images], none of them 0")
      try FormatError.require(!tensor.values.contains { $0.isInfinite }, .invalid, "\(name) holds an infinite number")
    }
  }
}
