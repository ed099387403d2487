import Method

extension InSilicoNeuron {
  /// The ensemble's highest output for any Gabor function, shown as the optimal images are: what an experimenter with Gabors alone would reach.
  ///
  /// Searched around the fits of the best distinct images, at most four: turned by -10, 0 or 10 degrees, wavelength times .85, 1 or 1.18, envelope times .8, 1 or 1.25, at 8 phases 45 degrees apart.
  /// - Returns: in the units of the output; nil without a fit.
  func bestGaborOutput(around fits: [GaborFit]) -> Double? {
    let gabors = fits.prefix(4).flatMap { fit -> [[Float]] in
      [-10.0, 0, 10].flatMap { turn in
        [0.85, 1, 1.18].flatMap { stretch in
          [0.8, 1, 1.25].flatMap { spread in
            (0..<8).map { phase in
              var gabor = fit.gabor
              gabor.orientation += turn
              gabor.wavelength *= stretch
              gabor.sigma *= spread
              gabor.phase += Double(phase) * 45
              return self.spread(gabor.image(height: shape[1], width: shape[2]), over: fit.channelWeights)
            }
          }
        }
      }
    }
    guard !gabors.isEmpty else { return nil }
    return responses(to: stack(gabors)).max().map { $0 + grey }
  }
}
