import Method
import Networks
import Numerics

/// Analyses one neuron: a pure function of its arguments, byte for byte.
///
/// Comparison models, the ensemble of networks that copies the neuron, optimal images, distinct images, complexness and label (see the types of those names).
///
/// - Parameters:
///   - id: the neuron's id; with the seed it addresses the random numbers, so that a neuron's findings do not depend on which others are analysed.
///   - responses: to the training images, [repeats, training images], NaN where a repeat is missing.
///   - testResponses: to the test images, [repeats, test images].
///   - shared: of the same settings and seed.
///   - progress: called with the stage and how far it is, 0 to 1.
///   - isCancelled: asked between steps; once true, the analysis ends with `CancellationError`.
/// - Throws: `AnalysisError` where the arrays do not fit; what the networks throw; `CancellationError`. A neuron whose responses do not allow an analysis is no error:
///   its findings have the state `notAnalysable` and a reason.
public func analyse(
  neuron id: String, responses: Tensor, testResponses: Tensor, shared: SharedStimuli, settings: AnalysisSettings, seed: UInt64,
  progress: (AnalysisStage, Double) -> Void, isCancelled: () -> Bool
) throws -> Findings {
  guard responses.shape.count == 2, responses.stride == shared.training.count, testResponses.shape.count == 2,
    testResponses.stride == shared.test.count
  else {
    throw AnalysisError(
      .shapeMismatch,
      "responses \(responses.shape) and \(testResponses.shape) of neuron \(id) must be [repeats, images] of \(shared.training.count) and \(shared.test.count) images"
    )
  }
  guard settings == shared.settings, seed == shared.seed else {
    throw AnalysisError(.badSettings, "neuron \(id) asks for other settings or another seed than its stimuli were prepared for")
  }
  guard (settings.populationMembers ?? 0 > 0) == (shared.population != nil) else {
    throw AnalysisError(.badSettings, "population members are asked for, and their networks given, together or not at all")
  }
  switch StandardisedResponses.of(responses, test: testResponses, loss: settings.training.loss) {
  case .notAnalysable(let reason): return notAnalysable(reason, responses, testResponses, shared)
  case .analysable(let standardised):
    let analysis = NeuronAnalysis(id: id, responses: standardised, shared: shared)
    guard analysis.foldsHaveImages else {
      return notAnalysable("The images with a response leave a fold of the training images empty.", responses, testResponses, shared)
    }
    do {
      return try analysis.findings(progress: progress, isCancelled: isCancelled)
    } catch let error as NetworkError where error.code == .diverged {
      return notAnalysable("The network's training diverged. \(error.description)", responses, testResponses, shared)
    }
  }
}

/// The findings of a neuron that cannot be analysed.
private func notAnalysable(_ reason: String, _ responses: Tensor, _ testResponses: Tensor, _ shared: SharedStimuli) -> Findings {
  let counts = [responses, testResponses].map { StandardisedResponses.meanOverRepeats($0).count { $0 != nil } }
  let none = Tensor(shape: [0] + shared.training.shape.dropFirst())
  return Findings(
    facts: NeuronFacts(state: .notAnalysable, reason: reason, trainingImages: counts[0], testImages: counts[1]), optimalImages: none,
    distinctImages: none, testPrediction: Tensor(shape: [0]))
}
