import Formats
import Messages
import Method

extension RunDescription {
  /// Throws `FormatError` unless a result answers this run's job of the neuron: whatever it may be else, it is sound in itself.
  func check(_ result: NeuronResult, of neuron: String) throws {
    let document = result.document
    try FormatError.require(document.neuron == neuron, .invalid, "it names another neuron, \(document.neuron)")
    try FormatError.require(
      document.stimuliSha256 == stimuliSha256 && document.seed == seed && document.methodVersion == methodVersion, .invalid,
      "the result of \(neuron) answers another job")
    let (facts, images) = (document.facts, settings.optimalImages)
    for (name, count, most) in [
      ("optimal images", facts.optimalImages.count, images.seeds), ("members", facts.members.count, settings.training.members),
      ("population members", facts.populationMembers?.count ?? 0, settings.populationMembers ?? 0),
      ("further images", facts.furtherImages?.count ?? 0, (images.leastExciting == true ? 1 : 0) + (images.apart ?? 0)),
    ] {
      try FormatError.require(count <= most, .invalid, "the result of \(neuron) has \(count) \(name), and the run asks for \(most)")
    }
    for image in facts.optimalImages {
      try FormatError.require(
        image.seed < images.seeds, .invalid, "the result of \(neuron) has an image of seed \(image.seed), and the run has \(images.seeds)")
    }
  }
}
