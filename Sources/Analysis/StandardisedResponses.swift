import Method
import Numerics

/// One neuron's responses: averaged over the repeats that exist, and z-scored by the training images' mean and standard deviation.
struct StandardisedResponses: Sendable, Equatable {
  /// The z-scored response to each training image; nil where no repeat exists.
  let training: [Double?]
  /// The mean response to each test image, in the units of the recording; nil where no repeat exists.
  let test: [Double?]
  /// The single responses to the test images.
  let testRepeats: RepeatedResponses
  /// Mean and standard deviation over the training images, in the units of the recording.
  let mean: Double
  let deviation: Double

  /// The fewest training images with a response that an analysis starts from.
  static let fewestImages = 20

  enum Outcome: Equatable {
    case analysable(StandardisedResponses)
    /// Why not, as a sentence.
    case notAnalysable(String)
  }

  /// - Parameters:
  ///   - responses: [repeats, training images], NaN where a repeat is missing.
  ///   - testResponses: [repeats, test images].
  ///   - loss: what the networks will minimise.
  static func of(_ responses: Tensor, test testResponses: Tensor, loss: TrainingSettings.Loss = .squaredError) -> Outcome {
    let raw = meanOverRepeats(responses)
    let present = raw.compactMap(\.self)
    guard !present.isEmpty else { return .notAnalysable("No response to any training image was recorded.") }
    guard present.allSatisfy(\.isFinite) else { return .notAnalysable("A response to a training image is infinite.") }
    guard present.count >= fewestImages else {
      return .notAnalysable("Only \(present.count) training images have a response; \(fewestImages) are needed.")
    }
    guard let mean = Statistics.mean(present), let deviation = Statistics.standardDeviation(present), let first = present.first,
      present.contains(where: { $0 != first }), deviation > 0
    else { return .notAnalysable("All responses to the training images are equal.") }
    guard loss != .poisson || (present.allSatisfy { $0 >= 0 }) else {
      return .notAnalysable("A response is negative, and the Poisson loss is for spike counts; train with the squared error.")
    }
    let test = meanOverRepeats(testResponses)
    guard test.allSatisfy({ $0?.isFinite ?? true }) else { return .notAnalysable("A response to a test image is infinite.") }
    return .analysable(
      StandardisedResponses(
        training: raw.map { $0.map { ($0 - mean) / deviation } }, test: test, testRepeats: RepeatedResponses(testResponses), mean: mean,
        deviation: deviation))
  }

  /// What the networks learn, one target a training image (0 where missing): the z-score, or under the Poisson loss the response in units of its mean.
  func networkTargets(_ loss: TrainingSettings.Loss) -> [Float] {
    training.map { response in
      guard let response else { return 0 }
      return Float(loss == .poisson ? max(0, (response * deviation + mean) / mean) : response)
    }
  }

  /// A network's prediction in the units of the recording.
  func recorded(_ prediction: Double, _ loss: TrainingSettings.Loss) -> Double {
    loss == .poisson ? prediction * mean : prediction * deviation + mean
  }

  /// The mean over the repeats that are not NaN; nil where all are.
  static func meanOverRepeats(_ responses: Tensor) -> [Double?] {
    let images = responses.stride
    return (0..<images).map { image in
      var sum = 0.0
      var repeats = 0
      for row in 0..<responses.count {
        let response = Double(responses.values[row * images + image])
        guard !response.isNaN else { continue }
        sum += response
        repeats += 1
      }
      return repeats == 0 ? nil : sum / Double(repeats)
    }
  }

  /// Pearson r of a prediction of every test image with the test responses that exist; nil where it is not defined.
  func testSimilarity(_ prediction: [Double]) -> Double? { Self.similarity(prediction, test) }

  /// Pearson r over the images whose response exists; nil where it is not defined.
  static func similarity(_ prediction: [Double], _ responses: [Double?]) -> Double? {
    precondition(prediction.count == responses.count, "one prediction an image")
    let pairs = zip(prediction, responses).compactMap { prediction, response in response.map { (prediction, $0) } }
    return Statistics.pearson(pairs.map(\.0), pairs.map(\.1))
  }
}
