import Method
import Networks
import Numerics

/// Whether the members agree on what drives the neuron: images made on one member alone, shown to the others.
///
/// For each member, optimal images from a few seeds; for each image, the mean activation of the other members over that of its own member. 1: all are driven alike. Far below 1: the image exploits what
/// one network happened to learn, as Walker et al. (Nat. Neurosci. 22:2060, 2019) test with networks of their own.
enum CrossModelTransfer {
  /// Seeds for each member: a sixth of the ensemble's own ascent at 24 seeds and three members.
  static let seeds = 4

  /// - Returns: the mean ratio over images that drive their own member above zero; nil with fewer than two members or without such images.
  static func measure(
    _ members: [Network], loss: TrainingSettings.Loss, settings: OptimalImageSettings, seed: UInt64, neuron: StreamKey,
    constrain: ((inout [Float]) -> Void)? = nil, isCancelled: () -> Bool
  ) throws -> Double? {
    guard members.count > 1 else { return nil }
    var few = settings
    few.seeds = min(seeds, settings.seeds)
    var ratios: [Double] = []
    for (own, member) in members.enumerated() {
      let made = try synthesise([member], settings: few, seed: seed, neuron: neuron, constrain: constrain, isCancelled: isCancelled)
      let others = members.indices.filter { $0 != own }.map { members[$0].predict(made.images).map(loss.response) }
      for (image, activation) in made.activations.map(loss.response).enumerated() where activation > 0 {
        ratios.append(others.reduce(0) { $0 + $1[image] } / Double(others.count) / activation)
      }
    }
    return Statistics.mean(ratios)
  }
}
