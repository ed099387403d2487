import Method
import Networks
import Numerics

/// The optimal image among those that do not resemble the optimal image: what drives the neuron besides, names what it is invariant to.
///
/// Of the seeds that end near the best, the one that lies furthest from the phase plane. A neuron that tolerates phase alone has nowhere else to go; one that
/// tolerates turns as well has the opposite phase among its optima, and the very best of its equal images would be drawn by lot.
struct DeflatedImage {
  /// rho2: its response above grey over that of the optimal image.
  let activation: Double
  /// q: the length of its projection on the phase plane of the optimal image; 1 is the same pattern at another phase.
  let overlap: Double

  /// Seeds below this share of the best response above grey are left out.
  static let nearBest = 0.9

  /// An ascent from 8 seeds of 50 steps that after each step removes max(x . u, 0) u.
  /// - Parameters:
  ///   - pair: the optimal image and its quadrature partner.
  ///   - best: the activation of the optimal image; nothing can be said where it is not above grey.
  ///   - seed, key: the address of the noise.
  /// - Throws: as `synthesise`.
  init?(
    of neuron: InSilicoNeuron, networks: [Network], pair: QuadraturePair, best: Double, settings: OptimalImageSettings, seed: UInt64,
    key: StreamKey, constrain: ((inout [Float]) -> Void)? = nil, isCancelled: () -> Bool
  ) throws {
    guard best > neuron.grey else { return nil }
    var settings = settings
    settings.seeds = 8
    settings.iterations = 50
    let axis = pair.image.values
    let found = try synthesise(
      networks, settings: settings, seed: seed, neuron: key,
      constrain: { pixels in
        constrain?(&pixels)
        let along = zip(pixels, axis).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        guard along > 0 else { return }
        for index in pixels.indices { pixels[index] -= Float(along) * axis[index] }
      }, isCancelled: isCancelled)
    let axes = Tensor(shape: [2] + pair.image.shape, values: pair.image.values + pair.partner.values)
    let projections = found.images.unitImages.projections(on: axes)
    let responses = neuron.responses(to: found.images)
    let candidates = responses.indices.map { seed -> (response: Double, overlap: Double) in
      let (along, across) = (projections[seed, 0], projections[seed, 1])
      return (responses[seed], (along * along + across * across).squareRoot())
    }
    let floor = Self.nearBest * (responses.max() ?? 0)
    guard let chosen = candidates.filter({ $0.response >= floor }).min(by: { $0.overlap < $1.overlap }) else { return nil }
    activation = chosen.response / (best - neuron.grey)
    overlap = chosen.overlap
  }
}
