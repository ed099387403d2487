import Numerics

extension Recording {
  /// The median over neurons of signal to noise variance in one repeat of the training images; nil where no image was shown twice.
  ///
  /// Noise is the mean over images of the variance over repeats (n - 1), signal the variance of the images' means less what the noise adds to it. Neurons without signal count as 0.01.
  var signalToNoise: Double? {
    let ratios = neurons.indices.compactMap { neuron -> Double? in
      let own = responses(of: neuron).training
      let trials = (0..<own.stride).map { image in
        (0..<own.count).map { Double(own.values[$0 * own.stride + image]) }.filter(\.isFinite)
      }.filter { $0.count > 1 }
      guard trials.count > 1, let between = Statistics.variance(trials.compactMap { Statistics.mean($0) }) else { return nil }
      let variances = trials.map { (Statistics.variance($0) ?? 0) * Double($0.count) / Double($0.count - 1) }
      let noise = variances.reduce(0, +) / Double(trials.count)
      let added = zip(variances, trials).reduce(0) { $0 + $1.0 / Double($1.1.count) } / Double(trials.count)
      let unbiased = between * Double(trials.count) / Double(trials.count - 1)
      return noise > 0 ? max(0.01, (unbiased - added) / noise) : nil
    }
    return Statistics.quantile(ratios, 0.5)
  }
}
