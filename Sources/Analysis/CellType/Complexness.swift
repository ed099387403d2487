import LinearAlgebra
import Method
import Numerics

/// The paper's complexness (Ukita, Yoshida & Ohki, Sci. Rep. 9:3791, 2019), on held-out images.
///
/// With x an image of zero mean and unit norm and w_k the distinct images, the simple model predicts x . w_best and the complex model max_k x . w_k, where w_best is
/// the distinct image whose x . w_k has the highest Pearson r with the responses to the training images. Complexness is the complex model's r with the responses to the
/// test images less the simple model's.
///
/// The distinct images, never the raw optimal ones: a maximum over noisy copies of one image beats the single image in most pure simple cells, by .001 to .003.
enum Complexness {
  /// Resamples of the test images for the interval.
  static let resamples = 1000

  /// - Parameters:
  ///   - training: x . w_k of the training images, [images, distinct images]; `test` likewise.
  ///   - trainingResponses: nil where missing; `testResponses` likewise.
  ///   - segments: of consecutive test images with a response, which are drawn together; nil draws each image by itself.
  ///   - stream: chooses the resamples.
  /// - Returns: nil where the models' similarities are not defined, e.g. for want of test responses.
  static func measure(
    training: Matrix, trainingResponses: [Double?], test: Matrix, testResponses: [Double?], segments: Int? = nil, stream: RandomStream
  ) -> NeuronFacts.Complexness? {
    let similarities = (0..<training.columns).map { column in
      StandardisedResponses.similarity((0..<training.rows).map { training[$0, column] }, trainingResponses) ?? -1
    }
    // Of equals the first, which has the higher activation.
    guard let best = similarities.indices.reversed().max(by: { similarities[$0] < similarities[$1] }) else { return nil }
    let shown = testResponses.indices.filter { testResponses[$0] != nil }
    let responses = shown.compactMap { testResponses[$0] }
    let simple = shown.map { test[$0, best] }
    let complex = shown.map { test.row($0).max() ?? 0 }
    guard let simpleSimilarity = Statistics.pearson(simple, responses), let complexSimilarity = Statistics.pearson(complex, responses)
    else {
      return nil
    }
    var differences: [Double] = []
    let segments = max(1, segments ?? shown.count)
    for resample in 0..<(simple == complex ? 0 : resamples) {
      let drawn = Bootstrap.resample(resample, of: shown.count, segments: segments, stream: stream)
      let drawnResponses = drawn.map { responses[$0] }
      // A resample of equal responses has no similarity.
      guard let s = Statistics.pearson(drawn.map { simple[$0] }, drawnResponses),
        let c = Statistics.pearson(drawn.map { complex[$0] }, drawnResponses)
      else { continue }
      differences.append(c - s)
    }
    let tail = segments == shown.count ? 0.025 : Bootstrap.tail(of: segments)
    return NeuronFacts.Complexness(
      simple: simpleSimilarity, complex: complexSimilarity, low: Statistics.quantile(differences, tail) ?? 0,
      high: Statistics.quantile(differences, 1 - tail) ?? 0)
  }

  /// The share of simple + complex that a complexness must exceed to mean anything: several noisy copies of a simple cell's one image differ in what they explain too.
  static let leastShare = 0.1

  /// Simple where there is one distinct image, or the interval excludes a complexness above a tenth of (simple + complex); of the rest, complex where the interval
  /// lies above zero, undetermined where it does not.
  static func label(_ complexness: NeuronFacts.Complexness, distinctImages: Int) -> NeuronFacts.Label {
    let least = leastShare * max(0, complexness.simple + complexness.complex)
    if distinctImages == 1 || complexness.high <= least { return .simple }
    return complexness.low > 0 ? .complex : .undetermined
  }
}
