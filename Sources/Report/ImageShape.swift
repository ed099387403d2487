import Messages
import Method
import Numerics

/// The shape that all images of a run have, [channels, height, width], and the check that each result keeps it.
struct ImageShape: Sendable, Equatable {
  /// Empty ([0, 0, 0]) as long as no result has told.
  private(set) var axes = [0, 0, 0]

  var channels: Int { axes[0] }
  var height: Int { axes[1] }
  var width: Int { axes[2] }
  var elements: Int { axes.reduce(1, *) }

  /// Checks one result against the settings and the results before it.
  /// - Throws: `ReportError.inconsistentResult`.
  mutating func check(_ result: NeuronResult, of neuron: String, seeds: Int) throws {
    func require(_ condition: Bool, _ what: String) throws {
      guard condition else {
        throw ReportError(
          .inconsistentResult, "The result of neuron '\(neuron)' \(what); it is not of this run, remove it and start again.")
      }
    }
    let facts = result.document.facts
    try require(result.document.neuron == neuron, "names another neuron, '\(result.document.neuron)'")
    try require(result.optimalImages.count == facts.optimalImages.count, "has not as many optimal images as it lists")
    try require(result.distinctImages.count == facts.distinctImages.count, "has not as many distinct images as it lists")
    try require(facts.optimalImages.count <= seeds, "has more optimal images than the run has seeds, \(seeds)")
    for images in [result.optimalImages, result.distinctImages] where images.count > 0 {
      let own = Array(images.shape.dropFirst())
      try require(own.count == 3 && own.allSatisfy { $0 > 0 }, "holds images that are not channels x height x width")
      if axes == [0, 0, 0] { axes = own }
      try require(own == axes, "holds images of shape \(own) where others have \(axes)")
    }
  }
}
