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
