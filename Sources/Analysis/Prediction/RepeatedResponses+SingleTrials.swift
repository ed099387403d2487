import Numerics

extension RepeatedResponses {
  /// The single-trial correlation: Pearson r of a prediction with all single responses, not with their means. nil without repeats or where r is not defined.
  /// - Parameter prediction: one number per image.
  public func singleTrialCorrelation(with prediction: [Double]) -> Double? {
    precondition(prediction.count == trials.count, "\(prediction.count) predictions for \(trials.count) images")
    guard areRepeated else { return nil }
    let predicted = trials.indices.flatMap { image in trials[image].map { _ in prediction[image] } }
    return Statistics.pearson(predicted, trials.flatMap { $0 })
  }

  /// The jackknife oracle: Pearson r, over all responses, of one response with the mean of the others to the same image.
  ///
  /// What the neuron itself predicts of its next response; as Walker et al., Nat. Neurosci. 22:2060 (2019). nil without repeats.
  public var jackknifeOracle: Double? {
    let shown = images(withAtLeast: 2)
    let others = shown.flatMap { image -> [Double] in
      let sum = trials[image].reduce(0, +)
      return trials[image].map { (sum - $0) / Double(trials[image].count - 1) }
    }
    return Statistics.pearson(shown.flatMap { trials[$0] }, others)
  }
}
