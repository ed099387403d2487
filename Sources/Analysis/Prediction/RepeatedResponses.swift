import Numerics

/// One neuron's responses to images that were shown several times: what its noise, and hence the best possible prediction, can be told from.
public struct RepeatedResponses: Sendable, Equatable {
  /// For each repeat the response to each image; NaN where it is missing.
  let repeats: [[Double]]
  /// For each image the responses that are not missing, in the order of the repeats.
  let trials: [[Double]]

  /// - Parameter responses: [repeats, images], NaN where a repeat is missing; infinities count as missing too.
  public init(_ responses: Tensor) {
    let repeats = (0..<responses.count).map { entry in responses[entry].map { $0.isFinite ? Double($0) : .nan } }
    self.repeats = repeats
    trials = (0..<responses.stride).map { image in repeats.map { $0[image] }.filter(\.isFinite) }
  }

  /// Whether any image was shown more than once: without it every measure of this type is "not available".
  public var areRepeated: Bool { trials.contains { $0.count > 1 } }

  /// The images with at least `least` responses.
  func images(withAtLeast least: Int) -> [Int] { trials.indices.filter { trials[$0].count >= least } }

  /// The mean response to one image; NaN without a response.
  func mean(of image: Int) -> Double { trials[image].reduce(0, +) / Double(trials[image].count) }
}
