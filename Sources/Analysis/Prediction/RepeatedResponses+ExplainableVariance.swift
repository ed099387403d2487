import Numerics

extension RepeatedResponses {
  /// How a neuron's variance divides into what the image explains and what differs between repeats of one image.
  struct Variance {
    /// The variance of all responses (n - 1).
    let total: Double
    /// The mean over images of the variance over repeats (n - 1).
    let noise: Double
  }

  /// Over the images shown at least twice; nil without two of them or without variance.
  var variance: Variance? {
    let shown = images(withAtLeast: 2)
    guard shown.count > 1, let total = Self.unbiasedVariance(shown.flatMap { trials[$0] }), total > 0 else { return nil }
    let noise = shown.reduce(0) { $0 + (Self.unbiasedVariance(trials[$1]) ?? 0) } / Double(shown.count)
    return Variance(total: total, noise: noise)
  }

  /// FEV, the fraction of explainable variance: (total variance - noise variance) / total variance. Below 0 where chance has it so.
  ///
  /// As Cadena et al., PLoS Comput. Biol. 15:e1006897 (2019). nil without repeats.
  public var explainableVariance: Double? { variance.map { ($0.total - $0.noise) / $0.total } }

  /// The least explainable variance at which the share of it that a model explains means anything.
  static let leastExplainableVariance = 0.15

  /// FEVE, the fraction of the explainable variance that a prediction explains: 1 - (mean (y - p)^2 - noise variance) / (total variance - noise variance).
  ///
  /// Not clipped: below 0 where the mean would predict better. nil without repeats and where FEV < 0.15.
  /// - Parameter prediction: one number per image, in the units of the responses.
  public func explainedShare(by prediction: [Double]) -> Double? {
    precondition(prediction.count == trials.count, "\(prediction.count) predictions for \(trials.count) images")
    guard let variance, let explainable = explainableVariance, explainable >= Self.leastExplainableVariance else { return nil }
    let errors = images(withAtLeast: 2).flatMap { image in trials[image].map { ($0 - prediction[image]) * ($0 - prediction[image]) } }
    let error = errors.reduce(0, +) / Double(errors.count)
    return 1 - (error - variance.noise) / (variance.total - variance.noise)
  }

  private static func unbiasedVariance(_ samples: [Double]) -> Double? {
    guard samples.count > 1, let variance = Statistics.variance(samples) else { return nil }
    return variance * Double(samples.count) / Double(samples.count - 1)
  }
}
