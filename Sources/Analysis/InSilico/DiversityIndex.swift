import Numerics

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
