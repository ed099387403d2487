import Formats
import Method

extension NeuronFacts {
  /// Far beyond what any of the numbers can be, and far from where sums and squares of them overflow.
  private static let largest = 1e30
  private static let mostSeeds = 100_000
  private static let mostMembers = 20

  /// Throws `FormatError.invalid` for the first fact that cannot be one: readers index by them, round and divide them.
  /// - Parameter channels: of the images.
  func validate(channels: Int) throws {
    try FormatError.require(
      (state == .analysed) == (reason == nil), .invalid, "a reason stands where, and only where, a neuron is not analysable")
    if let reason { try FormatError.check(reason.utf8.count, in: 1...4000, "the length of facts.reason") }
    for (name, count) in [("training_images", trainingImages), ("test_images", testImages)] {
      try FormatError.check(count, in: 0...Int(Int32.max), "facts.\(name)")
    }
    try FormatError.require(
      state == .analysed || optimalImages.isEmpty && distinctImages.isEmpty && furtherImages ?? [] == [], .invalid,
      "a neuron that is not analysable has images")
    for (name, number) in numbers { try Self.check(number, "facts.\(name)") }
    try validateImages(channels: channels)
    for (name, members) in [("members", members), ("population_members", populationMembers ?? [])] {
      try FormatError.check(members.count, in: 0...Self.mostMembers, "the number of facts.\(name)")
      for member in members {
        try FormatError.check(member.bestEpoch, in: 1...Int(Int32.max), "facts.\(name).best_epoch")
        try Self.check(member.validationError, "facts.\(name).validation_error")
        try Self.check(member.predictionSimilarity, "facts.\(name).prediction_similarity")
      }
    }
    guard let phaseTolerance else { return }
    try FormatError.require(
      phaseTolerance.weights.count == 4, .invalid,
      "facts.phase_tolerance has \(phaseTolerance.weights.count) weights, and the phase plane four quadrants")
    for weight in phaseTolerance.weights { try Self.check(weight, "facts.phase_tolerance.weights") }
  }

  private func validateImages(channels: Int) throws {
    var seeds: Set<Int> = []
    for image in optimalImages {
      try FormatError.check(image.seed, in: 0...Self.mostSeeds, "facts.optimal_images.seed")
      try FormatError.require(seeds.insert(image.seed).inserted, .invalid, "two optimal images grew from the seed \(image.seed)")
      for number in [image.activation, image.relativeToNatural, image.relativeToGabor] { try Self.check(number, "facts.optimal_images") }
    }
    var united = 0
    for image in distinctImages {
      try FormatError.check(image.seeds, in: 1...Self.mostSeeds, "facts.distinct_images.seeds")
      united += image.seeds
      try FormatError.require(
        united <= optimalImages.count, .invalid, "the distinct images unite more images than the \(optimalImages.count) optimal ones")
      try Self.check(image.activation, "facts.distinct_images.activation")
      try image.gabor?.validate("facts.distinct_images.gabor", channels: channels)
    }
    for image in furtherImages ?? [] { try Self.check(image.activation, "facts.further_images.activation") }
  }

  /// All numbers that stand alone.
  private var numbers: [(String, Double?)] {
    [
      ("prediction_similarity", predictionSimilarity), ("prediction_similarity_own", predictionSimilarityOwn),
      ("prediction_similarity_population", predictionSimilarityPopulation), ("prediction_similarity_low", predictionSimilarityLow),
      ("prediction_similarity_high", predictionSimilarityHigh), ("explainable_variance", explainableVariance),
      ("explained_share", explainedShare), ("normalised_correlation", normalisedCorrelation),
      ("single_trial_correlation", singleTrialCorrelation), ("jackknife_oracle", jackknifeOracle),
      ("prediction_similarity_ridge", predictionSimilarityRidge), ("prediction_similarity_lasso", predictionSimilarityLasso),
      ("prediction_similarity_linear_nonlinear", predictionSimilarityLinearNonlinear),
      ("prediction_similarity_gabor_energy", predictionSimilarityGaborEnergy),
      ("prediction_similarity_support_vector", predictionSimilaritySupportVector), ("nonlinearity_difference", nonlinearityDifference),
      ("nonlinearity_index", nonlinearityIndex), ("linear_field_similarity", linearFieldSimilarity),
      ("cross_model_transfer", crossModelTransfer), ("seed_coverage", seedCoverage), ("best_natural_activation", bestNaturalActivation),
      ("best_gabor_activation", bestGaborActivation), ("complexness.simple", complexness?.simple),
      ("complexness.complex", complexness?.complex), ("complexness.difference", complexness?.difference),
      ("complexness.ratio", complexness?.ratio), ("complexness.low", complexness?.low), ("complexness.high", complexness?.high),
      ("phase_tolerance.tau", phaseTolerance?.tau), ("phase_tolerance.standard_error", phaseTolerance?.standardError),
      ("phase_tolerance.low", phaseTolerance?.low), ("phase_tolerance.high", phaseTolerance?.high),
      ("phase_tolerance.largest_other", phaseTolerance?.largestOther), ("phase_tolerance.exponent", phaseTolerance?.exponent),
      ("phase_tolerance.rotation", phaseTolerance?.rotation), ("in_silico.off_phase_ratio", inSilico?.offPhaseRatio),
      ("in_silico.grating_modulation", inSilico?.gratingModulation),
      ("in_silico.orientation_selectivity", inSilico?.orientationSelectivity),
      ("in_silico.deflated_activation", inSilico?.deflatedActivation), ("in_silico.deflated_overlap", inSilico?.deflatedOverlap),
      ("in_silico.response_at_other_orientations", inSilico?.responseAtOtherOrientations), ("in_silico.diversity", inSilico?.diversity),
    ]
  }

  fileprivate static func check(_ number: Double?, _ field: String) throws {
    if let number { try FormatError.check(number, in: -largest...largest, field) }
  }
}

extension GaborFit {
  fileprivate func validate(_ field: String, channels: Int) throws {
    try FormatError.require(
      channelWeights.count == channels, .invalid, "\(field) has \(channelWeights.count) channel_weights of \(channels) channels")
    for weight in channelWeights { try NeuronFacts.check(weight, "\(field).channel_weights") }
    try NeuronFacts.check(similarity, "\(field).similarity")
    try FormatError.check(gabor.orientation, in: -360...360, "\(field).orientation")
    try FormatError.check(gabor.phase, in: -360...360, "\(field).phase")
    // Lengths, that others are divided by.
    for (name, length) in [("wavelength", gabor.wavelength), ("sigma", gabor.sigma), ("aspect", gabor.aspect)] {
      try FormatError.check(length, in: 1e-9...1e9, "\(field).\(name)")
    }
    for centre in [gabor.centreX, gabor.centreY] { try FormatError.check(centre, in: -1e9...1e9, "\(field).centre") }
  }
}
