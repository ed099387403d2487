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
  try set.check()
  try settings.check()
  guard neurons.count == set.outputs else {
    throw NetworkError(.data, "There are \(set.outputs) neurons but \(neurons.count) keys.")
  }
  func stream(_ purpose: String) -> RandomStream { RandomStream(seed: seed, purpose: .init(purpose), member: member) }
  var network = try Network(
    description: description, input: set.input, outputs: set.outputs, stream: stream("population weights"))
  // An output's first weights follow from its neuron, not from its place among the others.
  let own = try Network.parameterCounts(description, input: set.input).own
  let bound = 1 / Float(own - 1).squareRoot()
  let first = network.parameters.count - set.outputs * own
  for (output, neuron) in neurons.enumerated() {
    let numbers = RandomStream(seed: seed, purpose: .init("population output weights"), subject: neuron, member: member)
    for index in 0..<own {
      let place = index < own - 1 ? first + output * (own - 1) + index : network.parameters.count - set.outputs + output
      network.parameters[place] = (2 * numbers.uniform(index: index) - 1) * bound
    }
  }
  let trainer = Trainer(
    network, set: set, settings: settings, schedule: LearningRateSchedule(settings, images: set.training.count, isConstant: true),
    dropout: stream("population dropout"))
  let order = stream("population order")
  var plateau = Plateau()
  training: for epoch in 1...settings.epochs {
    _ = try trainer.runEpoch(epoch, shuffled: order, isCancelled: isCancelled)
    switch plateau.enter(trainer.validationError()) {
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
