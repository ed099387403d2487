import Method
import Numerics

extension InSilicoNeuron {
  /// How much the response to a drifting grating follows its stripes: F1 / F0 at the fitted orientation and frequency, over 16 phases; > 1 is the usual sign of
  /// a simple cell.
  ///
  /// F0 is the mean response above that to grey, not below 0, F1 the amplitude of its first harmonic (Skottun et al., Vision Res. 31:1079, 1991). Shown for
  /// comparability: the cut at 1 misses weak phase tolerance. nil without any response.
  func modulation(at fit: GaborFit) -> Double? {
    let responses = gratingResponses(orientation: fit.gabor.orientation, fit, phases: 16).map { max($0, 0) }
    let mean = responses.reduce(0, +) / Double(responses.count)
    guard mean > 0 else { return nil }
    let first = harmonic(responses, cyclesPerTurn: 1)
    return 2 * first / Double(responses.count) / mean
  }

  /// The orientation selectivity index over 24 orientations of a grating of the fitted frequency: |sum R exp(2 i theta)| / sum R.
  ///
  /// R is the mean over 8 phases of the response above that to grey, not below 0 (Ringach, Shapley & Hawken, J. Neurosci. 22:5639, 2002: 1 - circular variance).
  /// nil without any response.
  func orientationSelectivity(at fit: GaborFit) -> Double? {
    let tuning = (0..<24).map { step in
      let responses = gratingResponses(orientation: Double(step) * 180 / 24, fit, phases: 8)
      return responses.reduce(0) { $0 + max($1, 0) } / Double(responses.count)
    }
    let sum = tuning.reduce(0, +)
    // 24 steps span half a turn: doubled angles go round once.
    return sum > 0 ? harmonic(tuning, cyclesPerTurn: 1) / sum : nil
  }

  /// The responses to a grating over the whole image at evenly spaced phases.
  private func gratingResponses(orientation: Double, _ fit: GaborFit, phases: Int) -> [Double] {
    var gabor = fit.gabor
    gabor.orientation = orientation
    let patterns = (0..<phases).map { step -> [Float] in
      gabor.phase = Double(step) * 360 / Double(phases)
      return spread(gabor.grating(height: shape[1], width: shape[2]), over: fit.channelWeights)
    }
    return responses(to: stack(patterns))
  }

  /// One plane in every channel, by the channels' weights.
  func spread(_ plane: [Double], over weights: [Double]) -> [Float] { weights.flatMap { weight in plane.map { Float($0 * weight) } } }

  /// |sum x_k exp(2 pi i cycles k / n)|
  private func harmonic(_ values: [Double], cyclesPerTurn cycles: Int) -> Double {
    let (x, y) = values.enumerated().reduce(into: (0.0, 0.0)) { sums, entry in
      let angle = 2 * Double.pi * Double(cycles * entry.offset) / Double(values.count)
      sums.0 += entry.element * Elementary.cos(angle)
      sums.1 += entry.element * Elementary.sin(angle)
    }
    return (x * x + y * y).squareRoot()
  }
}

extension InSilicoNeuron {
  /// How well the fitted Gabor drives the neuron when turned away: its mean response at other orientations over the best at any.
  ///
  /// 12 orientations x 8 phases, each orientation at its best phase; "other" are those whose best phase still correlates with the optimal image by less than 0.5.
  /// Measured: >= .61 for rotation-invariant cells, <= .28 for every other. nil without a response or without such an orientation.
  /// - Parameter image: the optimal image, [channels, height, width].
  func responseAtOtherOrientations(of image: Tensor, fit: GaborFit) -> Double? {
    let axis = Tensor(shape: [1] + image.shape, values: image.values)
    var (best, others): (Double, [Double]) = (0, [])
    for turn in 0..<12 {
      var gabor = fit.gabor
      gabor.orientation += Double(turn) * 15
      let patterns = (0..<8).map { step -> [Float] in
        gabor.phase = Double(step) * 45
        return spread(gabor.image(height: shape[1], width: shape[2]), over: fit.channelWeights)
      }
      let stacked = stack(patterns)
      let response = responses(to: stacked).reduce(0) { max($0, $1) }
      best = max(best, response)
      let likeness = stacked.unitImages.projections(on: axis)
      if (0..<8).allSatisfy({ likeness[$0, 0] < 0.5 }) { others.append(response) }
    }
    guard best > 0, !others.isEmpty else { return nil }
    return others.reduce(0, +) / Double(others.count) / best
  }
}

extension InSilicoNeuron {
  /// The ensemble's highest output for any Gabor function, shown as the optimal images are: what an experimenter with Gabors alone would reach.
  ///
  /// Searched around the fits of the best distinct images, at most four: turned by -10, 0 or 10 degrees, wavelength times .85, 1 or 1.18, envelope times .8, 1 or 1.25, at 8 phases 45 degrees apart.
  /// - Returns: in the units of the output; nil without a fit.
  func bestGaborOutput(around fits: [GaborFit]) -> Double? {
    // Eight phases at a time: images of all of them would be some hundred megabytes at the size of photographs.
    var best: Double?
    for fit in fits.prefix(4) {
      for turn in [-10.0, 0, 10] {
        for stretch in [0.85, 1, 1.18] {
          for spreading in [0.8, 1, 1.25] {
            var gabor = fit.gabor
            gabor.orientation += turn
            gabor.wavelength *= stretch
            gabor.sigma *= spreading
            let gabors = (0..<8).map { _ -> [Float] in
              defer { gabor.phase += 45 }
              return spread(gabor.image(height: shape[1], width: shape[2]), over: fit.channelWeights)
            }
            best = [best, responses(to: stack(gabors)).max()].compactMap(\.self).max()
          }
        }
      }
    }
    return best.map { $0 + grey }
  }
}
