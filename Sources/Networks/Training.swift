import KernelShapes
import Kernels
import Method
import Numerics

/// Trains one network: the loss of the settings by AdamW with decoupled decay on weights, a fixed length, the best validation epoch kept.
///
/// A pure function of its arguments.
///
/// - Parameters:
///   - set: images, responses and split.
///   - seed, neuron, member: the address of the random numbers (initial weights, batch order, dropout).
///   - isCancelled: asked before every step.
/// - Throws: `NetworkError` where data or settings do not fit or training ends in numbers that are not finite; `CancellationError`.
public func train(
  _ set: TrainingSet, description: NetworkDescription, settings: TrainingSettings, seed: UInt64, neuron: StreamKey, member: Int,
  isCancelled: () -> Bool
) throws -> TrainedNetwork {
  try set.check()
  try settings.check()
  func stream(_ purpose: String) -> RandomStream {
    RandomStream(seed: seed, purpose: .init(purpose), subject: neuron, member: member)
  }
  let input = InputShape(channels: set.images.shape[1], height: set.images.shape[2], width: set.images.shape[3])
  var network = try Network(description: description, input: input, stream: stream("initial weights"))
  let trainer = Trainer(network, set: set, settings: settings, dropout: stream("dropout"))
  let order = stream("batch order")
  var (bestEpoch, least) = (0, Double.infinity)
  var (validationErrors, trainingErrors): ([Double], [Double]) = ([], [])
  for epoch in 1...trainer.schedule.epochs {
    let shuffled = order.permutation(set.training.count, step: epoch).map { set.training[$0] }
    trainingErrors.append(try trainer.runEpoch(epoch, order: shuffled, isCancelled: isCancelled))
    let error = trainer.validationError()
    validationErrors.append(error)
    if error < least {
      (bestEpoch, least) = (epoch, error)
      network.parameters = trainer.memory.documented()
    }
  }
  guard bestEpoch > 0 else {
    throw NetworkError(.diverged, "Training ended in numbers that are not finite; lower the learning rate of \(settings.rate).")
  }
  return TrainedNetwork(
    network: network, bestEpoch: bestEpoch, validationError: least, validationErrors: validationErrors, trainingErrors: trainingErrors)
}

extension TrainingSettings {
  /// - Throws: `NetworkError` where a setting asks for the impossible.
  func check() throws {
    guard (1...65_536).contains(batch) else { throw NetworkError(.impossible, "A batch holds 1 to 65536 images, not \(batch).") }
    guard epochs >= 1, leastSteps >= 0, warmUpSteps >= 0 else {
      throw NetworkError(
        .impossible, "Training lasts at least one epoch, and steps are counted from 0; not \(epochs), \(leastSteps) and \(warmUpSteps).")
    }
    guard rate > 0, rate.isFinite, weightDecay >= 0, weightDecay.isFinite else {
      throw NetworkError(.impossible, "The learning rate is above 0 and the weight decay at least 0; not \(rate) and \(weightDecay).")
    }
  }
}
