import KernelShapes
import Kernels
import Method
import Numerics

/// Trains one network for a fixed length.
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
  try set.check(choosesEpoch: settings.keep != .lastEpoch)
  try settings.check()
  func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
    RandomStream(seed: seed, purpose: purpose, subject: neuron, member: member)
  }
  let network = try Network(description: description, input: set.input, stream: stream(.initialWeights))
  let trainer = Trainer(network, set: set, settings: settings, dropout: stream(.dropout))
  return try trainer.trained(network, order: stream(.batchOrder), isCancelled: isCancelled)
}

/// Trains a network that has learnt already, for its few last epochs: otherwise as `train`.
///
/// - Parameters:
///   - start: a network of one output.
///   - convolutionRate: the learning rate of the convolutions as a share of the settings'.
public func fineTune(
  _ start: Network, _ set: TrainingSet, settings: TrainingSettings, convolutionRate: Double, seed: UInt64, neuron: StreamKey, member: Int,
  isCancelled: () -> Bool
) throws -> TrainedNetwork {
  try set.check(choosesEpoch: settings.keep != .lastEpoch)
  try settings.check()
  func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
    RandomStream(seed: seed, purpose: purpose, subject: neuron, member: member)
  }
  let trainer = Trainer(start, set: set, settings: settings, convolutionRate: convolutionRate, dropout: stream(.fineTuningDropout))
  return try trainer.trained(start, order: stream(.fineTuningOrder), isCancelled: isCancelled)
}

extension Trainer {
  /// All epochs of the schedule; the weights that the settings keep.
  fileprivate func trained(_ start: Network, order: RandomStream, isCancelled: () -> Bool) throws -> TrainedNetwork {
    var network = start
    var (bestEpoch, least) = (0, Double.infinity)
    var validationErrors: [Double] = []
    for epoch in 1...schedule.epochs {
      try runEpoch(epoch, shuffled: order, isCancelled: isCancelled)
      guard settings.keep != .lastEpoch else { continue }
      let error = error(of: set.validation)
      validationErrors.append(error)
      if error < least {
        (bestEpoch, least) = (epoch, error)
        network.parameters = memory.documented()
      }
    }
    if settings.keep == .lastEpoch {
      network.parameters = memory.documented()
      guard network.parameters.allSatisfy(\.isFinite) else { throw NetworkError.diverged(rate: settings.rate) }
      return TrainedNetwork(network: network, keptEpoch: schedule.epochs, trainingError: error(of: set.training), validationErrors: [])
    }
    guard bestEpoch > 0 else { throw NetworkError.diverged(rate: settings.rate) }
    return TrainedNetwork(
      network: network, keptEpoch: bestEpoch, validationError: least, validationErrors: validationErrors)
  }
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

/// A network after training.
public struct TrainedNetwork: Sendable, Equatable {
  public let network: Network
  /// The epoch whose weights were kept, counted from 1.
  public let keptEpoch: Int
  /// The mean loss on the validation images at that epoch; nil where there are none.
  public var validationError: Double?
  /// The mean loss on the training images; nil where others chose the epoch.
  public var trainingError: Double?
  /// The mean loss on the validation images after each epoch; empty where there are none.
  public let validationErrors: [Double]
}
