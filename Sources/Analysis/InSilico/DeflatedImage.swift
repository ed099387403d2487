import Method
import Networks
import Numerics

/// The optimal image among those that do not resemble the optimal image: what drives the neuron besides, names what it is invariant to.
struct DeflatedImage {
  /// rho2: its response above grey over that of the optimal image.
  let activation: Double
  /// q: the length of its projection on the phase plane of the optimal image; 1 is the same pattern at another phase.
  let overlap: Double

  /// An ascent from 8 seeds of 100 steps that after each step removes max(x . u, 0) u.
  /// - Parameters:
  ///   - pair: the optimal image and its quadrature partner.
  ///   - best: the activation of the optimal image; nothing can be said where it is not above grey.
  ///   - seed, key: the address of the noise.
  /// - Throws: as `synthesise`.
  init?(
    of neuron: InSilicoNeuron, networks: [Network], pair: QuadraturePair, best: Double, settings: OptimalImageSettings, seed: UInt64,
    key: StreamKey, isCancelled: () -> Bool
  ) throws {
    guard best > neuron.grey else { return nil }
    var settings = settings
    settings.seeds = 8
    settings.iterations = 100
    let axis = pair.image.values
    let found = try synthesise(
      networks, settings: settings, seed: seed, neuron: key,
      constrain: { pixels in
        let along = zip(pixels, axis).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        guard along > 0 else { return }
        for index in pixels.indices { pixels[index] -= Float(along) * axis[index] }
      }, isCancelled: isCancelled)
    let strongest = found.activations.indices.reduce(0) { found.activations[$1] > found.activations[$0] ? $1 : $0 }
    let image = found.images.gather([strongest])
    activation = neuron.responses(to: image)[0] / (best - neuron.grey)
    let axes = Tensor(shape: [2] + pair.image.shape, values: pair.image.values + pair.partner.values)
    let projections = image.unitImages.projections(on: axes)
    overlap = (projections[0, 0] * projections[0, 0] + projections[0, 1] * projections[0, 1]).squareRoot()
  }
}
