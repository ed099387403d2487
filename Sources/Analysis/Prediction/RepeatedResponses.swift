import Numerics

/// One neuron's responses to images that were shown several times: what its noise, and hence the best possible prediction, can be told from.
struct RepeatedResponses: Sendable, Equatable {
  /// For each repeat the response to each image; NaN where it is missing.
  let repeats: [[Double]]
  /// For each image the responses that are not missing, in the order of the repeats.
  let trials: [[Double]]

  /// - Parameter responses: [repeats, images], NaN where a repeat is missing; infinities count as missing too.
  init(_ responses: Tensor) {
    let repeats = (0..<responses.count).map { entry in responses[entry].map { $0.isFinite ? Double($0) : .nan } }
    self.repeats = repeats
    trials = (0..<responses.stride).map { image in repeats.map { $0[image] }.filter(\.isFinite) }
  }

  /// Whether any image was shown more than once: without it every measure of this type is "not available".
  var areRepeated: Bool { trials.contains { $0.count > 1 } }

  /// The images with at least `least` responses.
  func images(withAtLeast least: Int) -> [Int] { trials.indices.filter { trials[$0].count >= least } }

  /// The mean response to one image; NaN without a response.
  func mean(of image: Int) -> Double { trials[image].reduce(0, +) / Double(trials[image].count) }
}

extension RepeatedResponses {
  /// How a neuron's variance divides into what the image explains and what differs between repeats of one image.
  struct Variance {
    /// The variance of all responses (n - 1), each image counting alike however often it was shown: N / (images x its repeats) weighs each of an image's N responses.
    let total: Double
    /// The mean over images of the variance over repeats (n - 1).
    let noise: Double
  }

  /// Over the images shown at least twice; nil without two of them or without variance.
  var variance: Variance? {
    let shown = images(withAtLeast: 2)
    guard shown.count > 1, let total = totalVariance(shown), total > 0 else { return nil }
    let noise = shown.reduce(0) { $0 + (Self.unbiasedVariance(trials[$1]) ?? 0) } / Double(shown.count)
    return Variance(total: total, noise: noise)
  }

  private func totalVariance(_ shown: [Int]) -> Double? {
    let counts = shown.map { trials[$0].count }
    // As many of each: the weights are 1.
    if Set(counts).count == 1 { return Self.unbiasedVariance(shown.flatMap { trials[$0] }) }
    let all = counts.reduce(0, +)
    let mean = shown.reduce(0) { $0 + self.mean(of: $1) } / Double(shown.count)
    let square = shown.reduce(0) { sum, image in
      sum + trials[image].reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(trials[image].count)
    }
    return square / Double(shown.count) * Double(all) / Double(all - 1)
  }

  /// FEV, the fraction of explainable variance: (total variance - noise variance) / total variance. Below 0 where chance has it so.
  ///
  /// As Cadena et al., PLoS Comput. Biol. 15:e1006897 (2019). nil without repeats.
  var explainableVariance: Double? { variance.map { ($0.total - $0.noise) / $0.total } }

  /// The least explainable variance at which the share of it that a model explains means anything.
  static let leastExplainableVariance = 0.15

  /// FEVE, the fraction of the explainable variance that a prediction explains: 1 - (mean (y - p)^2 - noise variance) / (total variance - noise variance), each image
  /// counting alike.
  ///
  /// Not clipped: below 0 where the mean would predict better. nil without repeats and where FEV < 0.15.
  /// - Parameter prediction: one number per image, in the units of the responses.
  func explainedShare(by prediction: [Double]) -> Double? {
    precondition(prediction.count == trials.count, "\(prediction.count) predictions for \(trials.count) images")
    guard let variance, let explainable = explainableVariance, explainable >= Self.leastExplainableVariance else { return nil }
    let shown = images(withAtLeast: 2)
    let isEven = Set(shown.map { trials[$0].count }).count == 1
    let errors = shown.map { image in trials[image].map { ($0 - prediction[image]) * ($0 - prediction[image]) } }
    // One sum where all images count alike anyhow.
    let error =
      isEven
      ? errors.joined().reduce(0, +) / Double(errors.joined().count)
      : errors.reduce(0) { $0 + $1.reduce(0, +) / Double($1.count) } / Double(errors.count)
    return 1 - (error - variance.noise) / (variance.total - variance.noise)
  }

  private static func unbiasedVariance(_ samples: [Double]) -> Double? {
    guard samples.count > 1, let variance = Statistics.variance(samples) else { return nil }
    return variance * Double(samples.count) / Double(samples.count - 1)
  }
}

extension RepeatedResponses {
  /// SP, the signal power: the variance of the responses that repeats share. nil without two images that two repeats have in common.
  ///
  /// (var_i(sum_r y) - sum_r var_i(y)) / (R (R - 1)) of Schoppe et al., Front. Comput. Neurosci. 10:10 (2016), eq. 5, is the mean covariance of two different repeats;
  /// as such it also holds where repeats are missing: each pair of repeats counts by the images that both have, less one.
  var signalPower: Double? {
    var (products, degrees) = (0.0, 0)
    // Where one image is shown far more often than the others, most repeats hold it alone and are in no pair.
    let repeats = repeats.filter { $0.count(where: \.isFinite) > 1 }
    for first in repeats.indices {
      for second in repeats.indices where second > first {
        let both = repeats[first].indices.filter { repeats[first][$0].isFinite && repeats[second][$0].isFinite }
        guard both.count > 1 else { continue }
        products += Self.centredProduct(both.map { repeats[first][$0] }, both.map { repeats[second][$0] })
        degrees += both.count - 1
      }
    }
    return degrees > 0 ? products / Double(degrees) : nil
  }

  /// CCnorm: the correlation of a prediction with the mean response, relative to the best that the noise allows: cov(p, ybar) / sqrt(var(p) SP).
  ///
  /// Schoppe et al. (2016), eq. 7; it may exceed 1 by chance. nil without repeats, where SP <= 0, and for a constant prediction.
  /// - Parameter prediction: one number per image.
  func normalisedCorrelation(with prediction: [Double]) -> Double? {
    precondition(prediction.count == trials.count, "\(prediction.count) predictions for \(trials.count) images")
    let shown = images(withAtLeast: 1)
    guard shown.count > 1, let signalPower, signalPower > 0 else { return nil }
    let predicted = shown.map { prediction[$0] }
    let degrees = Double(shown.count - 1)
    let variance = Self.centredProduct(predicted, predicted) / degrees
    guard variance > 0 else { return nil }
    return Self.centredProduct(predicted, shown.map(mean(of:))) / degrees / (variance * signalPower).squareRoot()
  }

  /// The sum of (a - mean a) (b - mean b).
  private static func centredProduct(_ a: [Double], _ b: [Double]) -> Double {
    let meanA = a.reduce(0, +) / Double(a.count)
    let meanB = b.reduce(0, +) / Double(b.count)
    return zip(a, b).reduce(0) { $0 + ($1.0 - meanA) * ($1.1 - meanB) }
  }
}

extension RepeatedResponses {
  /// The single-trial correlation: Pearson r of a prediction with all single responses, not with their means. nil without repeats or where r is not defined.
  /// - Parameter prediction: one number per image.
  func singleTrialCorrelation(with prediction: [Double]) -> Double? {
    precondition(prediction.count == trials.count, "\(prediction.count) predictions for \(trials.count) images")
    guard areRepeated else { return nil }
    let predicted = trials.indices.flatMap { image in trials[image].map { _ in prediction[image] } }
    return Statistics.pearson(predicted, trials.flatMap { $0 })
  }

  /// The jackknife oracle: Pearson r, over all responses, of one response with the mean of the others to the same image.
  ///
  /// What the neuron itself predicts of its next response; as Walker et al., Nat. Neurosci. 22:2060 (2019). nil without repeats.
  var jackknifeOracle: Double? {
    let shown = images(withAtLeast: 2)
    let others = shown.flatMap { image -> [Double] in
      let sum = trials[image].reduce(0, +)
      return trials[image].map { (sum - $0) / Double(trials[image].count - 1) }
    }
    return Statistics.pearson(shown.flatMap { trials[$0] }, others)
  }
}
