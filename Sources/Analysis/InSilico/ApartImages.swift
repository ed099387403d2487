import Method
import Networks
import Numerics

/// Images pushed apart while each keeps driving the neuron: how different can its preferred images be?
///
/// The floor is the response to the optimal image at 0.7 of its contrast: the same for any output power.
enum ApartImages {
  /// The share of the contrast at which the optimal image sets the floor.
  static let floorContrast: Float = 0.7

  /// - Parameters:
  ///   - count: at most 24.
  ///   - best: the optimal image as shown, [channels, height, width] in units of the standardised input.
  /// - Throws: as `synthesise`.
  static func make(
    _ count: Int, networks: [Network], best: Tensor, settings: OptimalImageSettings, seed: UInt64, key: StreamKey,
    constrain: ((inout [Float]) -> Void)? = nil, isCancelled: () -> Bool
  ) throws -> OptimalImages {
    var settings = settings
    settings.seeds = count
    let faint = Tensor(shape: [1] + best.shape, values: best.values.map { $0 * floorContrast })
    let floor = networks.reduce(0) { $0 + $1.predict(faint)[0] } / Float(networks.count)
    return try synthesise(
      networks, settings: settings, seed: seed, neuron: key, goal: .apart(floor: floor), constrain: constrain, isCancelled: isCancelled)
  }
}

/// How different images can be that drive a neuron well: the mean distance of 8 images pushed apart (`ApartImages`).
///
/// After the diversity index of a 2026 study in Nature Neuroscience, whose floor is 85 % of the best activation. Anchored over a population at 0 and 1 by simulated
/// simple and complex cells that went through the same analysis; blind below a phase tolerance of about .3.
enum DiversityIndex {
  /// How many images are pushed apart.
  static let images = 8

  /// The mean of 1 - r over the pairs of images, [images, channels, height, width].
  static func meanDistance(_ images: Tensor) -> Double {
    let unit = images.unitImages
    let products = unit.projections(on: unit)
    let pairs = (0..<images.count).flatMap { first in (0..<first).map { 1 - products[first, $0] } }
    return pairs.reduce(0, +) / Double(pairs.count)
  }
}
