import Method
import Numerics

/// Trains one network on many neurons at once: one linear output each on layers that all share, the sum of their losses by AdamW.
///
/// The rate stays at the settings' peak until the validation error no longer falls, and is lowered then (`Plateau`); the weights of the best epoch are kept. A pure
/// function of its arguments. What the layers below learn follows from the neurons that shape them alone: any others may come and go.
///
/// - Parameters:
///   - neurons: one key per output, the address of its initial weights.
///   - settings: `epochs` is the most that there are.
///   - seed, member: the address of the other random numbers.
/// - Throws: `NetworkError` where data or settings do not fit or training ends in numbers that are not finite; `CancellationError`.
public func trainPopulation(
  _ set: TrainingSet, neurons: [StreamKey], description: NetworkDescription, settings: TrainingSettings, seed: UInt64, member: Int,
  isCancelled: () -> Bool
) throws -> Network {
  try set.check(choosesEpoch: true)
  try settings.check()
  guard neurons.count == set.outputs else {
    throw NetworkError(.data, "There are \(set.outputs) neurons but \(neurons.count) keys.")
  }
  func stream(_ purpose: RandomStream.Purpose) -> RandomStream { RandomStream(seed: seed, purpose: purpose, member: member) }
  var network = try Network(
    description: description, input: set.input, outputs: set.outputs, stream: stream(.populationWeights))
  // An output's first weights follow from its neuron, not from its place among the others.
  let own = try Network.parameterCounts(description, input: set.input).own
  let bound = 1 / Float(own - 1).squareRoot()
  let first = network.parameters.count - set.outputs * own
  for (output, neuron) in neurons.enumerated() {
    let numbers = RandomStream(seed: seed, purpose: .populationOutputWeights, subject: neuron, member: member)
    for index in 0..<own {
      let place = index < own - 1 ? first + output * (own - 1) + index : network.parameters.count - set.outputs + output
      network.parameters[place] = (2 * numbers.uniform(index: index) - 1) * bound
    }
  }
  let trainer = Trainer(
    network, set: set, settings: settings, schedule: LearningRateSchedule(settings, images: set.training.count, isConstant: true),
    dropout: stream(.populationDropout))
  let order = stream(.populationOrder)
  var plateau = Plateau()
  training: for epoch in 1...settings.epochs {
    try trainer.runEpoch(epoch, shuffled: order, isCancelled: isCancelled)
    switch plateau.enter(trainer.error(of: set.validation)) {
    case .best: network.parameters = trainer.memory.documented()
    case .goOn: continue
    case .lower:
      trainer.rateFactor *= Plateau.factor
      trainer.memory.set(network.parameters)
    case .end: break training
    }
  }
  guard plateau.least < .infinity else { throw NetworkError.diverged(rate: settings.rate) }
  return network
}

/// When a learning rate that no longer helps is lowered, and when training ends: decided from the validation error of each epoch.
///
/// After `patience` epochs without a new least error the rate is lowered and training goes on from the best weights; after the last lowering it ends.
struct Plateau: Sendable, Equatable {
  enum Step: Sendable, Equatable {
    /// The best epoch so far.
    case best
    case goOn
    /// From the best weights, with a lower rate.
    case lower
    case end
  }

  /// By what the rate is multiplied.
  static let factor = 0.3
  static let patience = 6
  static let lowerings = 3

  private(set) var least = Double.infinity
  private var waited = 0
  private var lowered = 0

  mutating func enter(_ error: Double) -> Step {
    if error < least {
      (least, waited) = (error, 0)
      return .best
    }
    waited += 1
    guard waited == Self.patience else { return .goOn }
    guard lowered < Self.lowerings else { return .end }
    (waited, lowered) = (0, lowered + 1)
    return .lower
  }
}
