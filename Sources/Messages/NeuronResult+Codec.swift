import Formats
import Method
import Numerics

/// The message on `konomi.results`, keyed `run/neuron`, type `konomi.result.v1`. A safetensors file (tensors `optimal_images`, `distinct_images`, `test_prediction` and,
/// where any were made, `further_images`; the document under `__metadata__.konomi`) in one zstd frame.
extension NeuronResult: Message {
  public static let messageType = MessageType.result

  public func encoded() throws -> [UInt8] {
    try validate()
    var tensors = ["optimal_images": optimalImages, "distinct_images": distinctImages, "test_prediction": testPrediction]
    if furtherImages.count > 0 { tensors["further_images"] = furtherImages }
    return try Safetensors(document: document, tensors: tensors).encoded()
  }

  public init(decoding bytes: [UInt8]) throws {
    let file = try Safetensors(decoding: bytes)
    self.init(
      document: try file.document(Document.self), optimalImages: try file.tensor("optimal_images", rank: 4),
      distinctImages: try file.tensor("distinct_images", rank: 4),
      furtherImages: file.tensors["further_images"] == nil ? nil : try file.tensor("further_images", rank: 4),
      testPrediction: try file.tensor("test_prediction", rank: 1))
    try validate()
  }

  public func isKeyed(_ key: String) -> Bool { (try? JobKey(key))?.neuron == document.neuron }

  private static let longestAxis = 65536

  /// Throws `FormatError.invalid` for the first field out of its bounds.
  func validate() throws {
    try JobKey.checkNeuron(document.neuron)
    try FormatError.check(document.methodVersion, in: 1...Int(Int32.max), "method_version")
    try FormatError.check(document.seed, in: RunDescription.seeds, "seed")
    try Digest.check(document.stimuliSha256, "stimuli_sha256")
    let facts = document.facts
    for (name, tensor, count) in [
      ("optimal_images", optimalImages, facts.optimalImages.count), ("distinct_images", distinctImages, facts.distinctImages.count),
      ("further_images", furtherImages, facts.furtherImages?.count ?? 0),
    ] {
      try FormatError.require(
        tensor.shape.count == 4 && tensor.count == count, .invalid,
        "\(name) of shape \(tensor.shape) must be [\(count), channels, height, width], as the facts have it")
    }
    try FormatError.require(
      testPrediction.shape.count == 1, .invalid, "test_prediction of shape \(testPrediction.shape) must be [test images]")
    for (name, tensor) in [
      ("optimal_images", optimalImages), ("distinct_images", distinctImages), ("further_images", furtherImages),
      ("test_prediction", testPrediction),
    ] {
      try FormatError.require(
        tensor.values.allSatisfy { $0.isFinite }, .invalid, "\(name) of neuron \(document.neuron) holds what is no finite number")
    }
    for tensor in [optimalImages, distinctImages, furtherImages] {
      try FormatError.require(
        tensor.shape.dropFirst() == optimalImages.shape.dropFirst()
          && tensor.shape.dropFirst().allSatisfy { (1...Self.longestAxis).contains($0) },
        .invalid,
        "images of shape \(tensor.shape) and \(optimalImages.shape) must be alike in channels, height and width, each 1 to \(Self.longestAxis)"
      )
    }
    try facts.validate(channels: optimalImages.shape[1])
  }
}
