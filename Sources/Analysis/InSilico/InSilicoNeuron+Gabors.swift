import Method
import Numerics

extension InSilicoNeuron {
  /// How much the response to a drifting grating follows its stripes: F1 / F0 at the fitted orientation and frequency, over 16 phases; > 1 is the usual sign of
  /// a simple cell.
  ///
  /// F0 is the mean response above that to grey, not below 0, F1 the amplitude of its first harmonic (Skottun et al., Vision Res. 31:1079, 1991). Shown for
  /// comparability: the cut at 1 misses weak phase tolerance. nil without any response.
  func modulation(at fit: GaborFit) -> Double? {
    let responses = gratingResponses(orientations: [fit.gabor.orientation], fit, phases: 16)[0].map { max($0, 0) }
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
    // Six orientations at a time: images of all of them would be some hundred megabytes at the size of photographs.
    let tuning = stride(from: 0, to: 24, by: 6).flatMap { first -> [Double] in
      let orientations = (first..<first + 6).map { Double($0) * 180 / 24 }
      return gratingResponses(orientations: orientations, fit, phases: 8).map { responses in
        responses.reduce(0) { $0 + max($1, 0) } / Double(responses.count)
      }
    }
    let sum = tuning.reduce(0, +)
    // 24 steps span half a turn: doubled angles go round once.
    return sum > 0 ? harmonic(tuning, cyclesPerTurn: 1) / sum : nil
  }

  /// The responses to gratings over the whole image, at evenly spaced phases of each orientation.
  private func gratingResponses(orientations: [Double], _ fit: GaborFit, phases: Int) -> [[Double]] {
    let patterns = orientations.flatMap { orientation in
      var gabor = fit.gabor
      gabor.orientation = orientation
      return images(of: gabor, phases: (0..<phases).map { Double($0) * 360 / Double(phases) }, isGrating: true, fit)
    }
    let responses = responses(to: stack(patterns))
    return orientations.indices.map { Array(responses[$0 * phases..<($0 + 1) * phases]) }
  }

  /// A Gabor, or its grating, at several phases, in all channels by a fit's weights.
  private func images(of gabor: Gabor, phases: [Double], isGrating: Bool = false, _ fit: GaborFit) -> [[Float]] {
    gabor.images(phases: phases, isGrating: isGrating, height: shape[1], width: shape[2]).map { spread($0, over: fit.channelWeights) }
  }

  /// Eight phases, 45 degrees apart.
  private static let octants = (0..<8).map { Double($0) * 45 }

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
      let stacked = stack(images(of: gabor, phases: Self.octants, fit))
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
  /// Searched around the fits of the best distinct images, at most four: at the best of 8 phases 45 degrees apart it is turned by -10, 0 or 10 degrees, wavelength times .85, 1 or 1.18,
  /// envelope times .8, 1 or 1.25, and the best of these is tried at all phases again.
  /// - Returns: in the units of the output; nil without a fit.
  func bestGaborOutput(around fits: [GaborFit]) -> Double? {
    let best = fits.prefix(4).map { fit -> Double in
      var gabor = fit.gabor
      let phases = Self.octants.map { gabor.phase + $0 }
      let atPhases = responses(to: stack(images(of: gabor, phases: phases, fit)))
      gabor.phase = phases[Self.greatest(atPhases)]
      let neighbours = [-10.0, 0, 10].flatMap { turn in
        [0.85, 1, 1.18].flatMap { stretch in
          [0.8, 1, 1.25].map { spreading in
            var neighbour = gabor
            neighbour.orientation += turn
            neighbour.wavelength *= stretch
            neighbour.sigma *= spreading
            return neighbour
          }
        }
      }
      let around = responses(to: stack(neighbours.flatMap { images(of: $0, phases: [$0.phase], fit) }))
      let nearest = Self.greatest(around)
      let again = responses(to: stack(images(of: neighbours[nearest], phases: phases, fit)))
      return max(atPhases[Self.greatest(atPhases)], around[nearest], again[Self.greatest(again)])
    }
    return best.max().map { $0 + grey }
  }

  /// The place of the greatest response, the first of equals.
  private static func greatest(_ responses: [Double]) -> Int { responses.indices.reduce(0) { responses[$1] > responses[$0] ? $1 : $0 } }
}
