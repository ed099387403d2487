import Method

/// How population members are trained and fine-tuned: chosen by measurement on macaque V4, where three of them beside three networks of each neuron's own raise the mean
/// prediction similarity by .02. On simulated cells their optimal images are worse than a neuron's own networks', so they serve prediction alone.
enum PopulationRecipe {
  /// The settings' convolutions, one wide hidden layer, and an output for each neuron.
  static func network(_ description: NetworkDescription) -> NetworkDescription {
    var network = description
    network.hidden = [128]
    network.featureDropout = 0.5
    network.hiddenDropout = 0.3
    return network
  }

  /// At most 150 epochs; the rate falls where the validation error no longer does (`Plateau`).
  static func training(_ settings: TrainingSettings) -> TrainingSettings {
    var training = settings
    training.epochs = 150
    training.leastSteps = 0
    training.rate = 1e-3
    training.warmUpSteps = 0
    training.keep = .bestEpoch
    return training
  }

  /// A neuron's copy of the network, with its own output alone.
  static func tunedNetwork(_ description: NetworkDescription) -> NetworkDescription {
    var network = network(description)
    network.featureDropout = 0.3
    return network
  }

  static func fineTuning(_ settings: TrainingSettings) -> TrainingSettings {
    var training = settings
    training.epochs = 6
    training.leastSteps = 0
    training.rate = 5e-4
    training.warmUpSteps = 12
    training.keep = .bestEpoch
    return training
  }

  /// The learning rate of the convolutions, which all neurons shaped, as a share of the dense layers'.
  static let convolutionRate = 0.4
}
