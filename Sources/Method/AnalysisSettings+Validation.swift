extension AnalysisSettings {
  /// - Throws: `SettingsError` for the first setting outside its range.
  public func validate() throws {
    try network.validate()
    try training.validate()
    try optimalImages.validate()
    if let alikeness = recording?.alikeness { try SettingsError.check(alikeness, in: 0...1, "recording.alikeness") }
    if let gap = recording?.gap { try SettingsError.check(gap, in: 0...1_000_000, "recording.gap") }
    if let populationMembers { try SettingsError.check(populationMembers, in: 0...training.folds, "population_members") }
    guard Set(comparisonModels).count == comparisonModels.count else {
      throw SettingsError(setting: "comparison_models", description: "comparison_models names a model twice")
    }
  }
}

extension NetworkDescription {
  func validate() throws {
    try SettingsError.check(convolutions.count, in: 1...4, "network.convolutions (their number)")
    for convolution in convolutions {
      try SettingsError.check(convolution.channels, in: 1...1024, "network.convolutions.channels")
      try SettingsError.check(convolution.side, in: 3...11, "network.convolutions.side")
    }
    try SettingsError.check(hidden.count, in: 0...4, "network.hidden (the number of layers)")
    for units in hidden { try SettingsError.check(units, in: 1...4096, "network.hidden") }
    try SettingsError.check(featureDropout, in: 0...0.9, "network.feature_dropout")
    try SettingsError.check(hiddenDropout, in: 0...0.9, "network.hidden_dropout")
  }
}

extension TrainingSettings {
  func validate() throws {
    try SettingsError.check(batch, in: 1...4096, "training.batch")
    try SettingsError.check(epochs, in: 1...10_000, "training.epochs")
    try SettingsError.check(leastSteps, in: 0...1_000_000, "training.least_steps")
    try SettingsError.check(rate, in: 1e-9...1, "training.rate")
    try SettingsError.check(warmUpSteps, in: 0...1_000_000, "training.warm_up_steps")
    try SettingsError.check(weightDecay, in: 0...1, "training.weight_decay")
    try SettingsError.check(folds, in: 2...20, "training.folds")
    try SettingsError.check(members, in: 1...folds, "training.members")
  }
}

extension OptimalImageSettings {
  func validate() throws {
    try SettingsError.check(seeds, in: 1...1000, "optimal_images.seeds")
    try SettingsError.check(iterations, in: 1...10_000, "optimal_images.iterations")
    try SettingsError.check(contrast, in: 0.01...10, "optimal_images.contrast")
    try SettingsError.check(firstRate, in: 1e-6...10, "optimal_images.first_rate")
    try SettingsError.check(lastRate, in: 0...firstRate, "optimal_images.last_rate")
    if let blur { try SettingsError.check(blur, in: 0...10, "optimal_images.blur") }
    try SettingsError.check(leastActivation, in: 0...1, "optimal_images.least_activation")
    if let apart { try SettingsError.check(apart, in: 2...24, "optimal_images.apart") }
    try SettingsError.check(mergeCorrelation, in: 0...1, "optimal_images.merge_correlation")
  }
}

/// A setting outside its range.
public struct SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The setting as it stands in JSON, e.g. `training.batch`.
  public var setting: String
  /// What is wrong and what is allowed, as one sentence.
  public var description: String

  /// Throws unless the value lies within the range.
  static func check<Value: Comparable>(_ value: Value, in range: ClosedRange<Value>, _ setting: String) throws {
    guard range.contains(value) else {
      throw SettingsError(
        setting: setting, description: "\(setting) is \(value), but must lie from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
