extension RepeatedResponses {
  /// SP, the signal power: the variance of the responses that repeats share. nil without two images that two repeats have in common.
  ///
  /// (var_i(sum_r y) - sum_r var_i(y)) / (R (R - 1)) of Schoppe et al., Front. Comput. Neurosci. 10:10 (2016), eq. 5, is the mean covariance of two different repeats;
  /// as such it also holds where repeats are missing: each pair of repeats counts by the images that both have, less one.
  var signalPower: Double? {
    var (products, degrees) = (0.0, 0)
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
  public func normalisedCorrelation(with prediction: [Double]) -> Double? {
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
