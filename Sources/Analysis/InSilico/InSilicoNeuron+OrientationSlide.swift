import Method
import Numerics

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
