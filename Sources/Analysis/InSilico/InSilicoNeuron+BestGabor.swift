import Method

extension InSilicoNeuron {
  /// The ensemble's highest output for any Gabor function, shown as the optimal images are: what an experimenter with Gabors alone would reach.
  ///
  /// Searched around the fits of the best distinct images, at most four: turned by -10, 0 or 10 degrees, wavelength times .85, 1 or 1.18, envelope times .8, 1 or 1.25, at 8 phases 45 degrees apart.
  /// - Returns: in the units of the output; nil without a fit.
  func bestGaborOutput(around fits: [GaborFit]) -> Double? {
    var gabors: [[Float]] = []
    for fit in fits.prefix(4) {
      for turn in [-10.0, 0, 10] {
        for stretch in [0.85, 1, 1.18] {
          for spreading in [0.8, 1, 1.25] {
            var gabor = fit.gabor
            gabor.orientation += turn
            gabor.wavelength *= stretch
            gabor.sigma *= spreading
            for _ in 0..<8 {
              gabors.append(spread(gabor.image(height: shape[1], width: shape[2]), over: fit.channelWeights))
              gabor.phase += 45
            }
          }
        }
      }
    }
    guard !gabors.isEmpty else { return nil }
    return responses(to: stack(gabors)).max().map { $0 + grey }
  }
}
