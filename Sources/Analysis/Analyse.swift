import Method
import Networks
import Numerics

/// The stages of one neuron's analysis, in order.
public enum AnalysisStage: String, Sendable, CaseIterable {
  /// Comparison models.
  case comparison
  /// The networks that copy the neuron.
  case training
  /// The gradient ascent to the optimal images.
  case optimalImages = "optimal_images"
  /// Distinct images, complexness, label.
  case cellType = "cell_type"
}

/// Analyses one neuron: a pure function of its arguments, byte for byte.
///
/// Comparison models, the ensemble of networks that copies the neuron, optimal images, distinct images, complexness and label (see the types of those names).
///
/// - Parameters:
///   - id: the neuron's id; with the seed it addresses the random numbers, so that what is found of a neuron does not depend on which others are analysed.
///   - responses: to the training images, [repeats, training images], NaN where a repeat is missing.
///   - testResponses: to the test images, [repeats, test images].
///   - shared: the images, and the settings and the seed that they were prepared with: those of the analysis.
///   - progress: called with the stage and how far it is, 0 to 1.
///   - isCancelled: asked between steps; once true, the analysis ends with `CancellationError`.
/// - Throws: `AnalysisError` where the arrays do not fit; what the networks throw; `CancellationError`. A neuron whose responses do not allow an analysis is no error:
///   its result has the state `notAnalysable` and a reason.
public func analyse(
  neuron id: String, responses: Tensor, testResponses: Tensor, shared: SharedStimuli, progress: (AnalysisStage, Double) -> Void,
  isCancelled: () -> Bool
) throws -> NeuronResult {
  guard responses.shape.count == 2, responses.stride == shared.training.count, testResponses.shape.count == 2,
    testResponses.stride == shared.test.count
  else {
    throw AnalysisError(
      .shapeMismatch,
      "responses \(responses.shape) and \(testResponses.shape) of neuron \(id) must be [repeats, images] of \(shared.training.count) and \(shared.test.count) images"
    )
  }
  guard (shared.settings.populationMembers ?? 0 > 0) == (shared.population != nil) else {
    throw AnalysisError(.badSettings, "population members are asked for, and their networks given, together or not at all")
  }
  let notAnalysable = { (reason: String) -> NeuronResult in
    let counts = [responses, testResponses].map { StandardisedResponses.meanOverRepeats($0).count { $0 != nil } }
    let facts = NeuronFacts(state: .notAnalysable, reason: reason, trainingImages: counts[0], testImages: counts[1])
    let none = Tensor(shape: [0] + shared.training.shape.dropFirst())
    return shared.result(of: id, facts, optimalImages: none, distinctImages: none, testPrediction: Tensor(shape: [0]))
  }
  switch StandardisedResponses.of(responses, test: testResponses, loss: shared.settings.training.loss) {
  case .notAnalysable(let reason): return notAnalysable(reason)
  case .analysable(let standardised):
    let analysis = NeuronAnalysis(id: id, responses: standardised, shared: shared)
    guard analysis.foldsHaveImages else {
      return notAnalysable("The images with a response leave a fold of the training images empty.")
    }
    do {
      return try analysis.result(progress: progress, isCancelled: isCancelled)
    } catch let error as NetworkError where error.code == .diverged {
      return notAnalysable("The network's training diverged. \(error.description)")
    }
  }
}
