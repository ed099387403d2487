import Method
import Networks
import Numerics

/// What a neuron's networks predict of the test images, and how well.
struct Prediction {
  /// The neuron's own networks, one a member: the ones that are asked for images.
  let networks: [Network]
  /// How each was trained, and how well it predicts alone.
  let members: [NeuronFacts.Member]
  /// nil where the settings ask for no population members.
  let population: Population?
  /// Of each test image, the mean over all members, own and population's, in the units of the recording.
  let recorded: [Double]
  /// Pearson r with the test responses; nil where it is not defined.
  let similarity: Double?
  /// The 95 % interval of `similarity`.
  let interval: Bootstrap.Interval?
  /// Into how many segments of consecutive images the test images with a response are cut where they are resampled: as many as there are where they are independent.
  let segments: Int
  /// Against the Lasso; nil without it.
  let nonlinearity: NonlinearityIndex?

  /// The networks of the population, fine-tuned to the neuron: for prediction alone.
  struct Population {
    let members: [NeuronFacts.Member]
    let similarity: Double?
    /// Of the neuron's own networks without them.
    let similarityWithout: Double?
  }

  /// Of the networks that are asked for images.
  var ownSimilarity: Double? { population?.similarityWithout ?? similarity }
}

extension NeuronAnalysis {
  /// Trains the networks and has them predict.
  func predict(comparedWith comparisons: Comparisons, progress: (Double) -> Void, isCancelled: () -> Bool) throws -> Prediction {
    let own = try trainMembers(progress: progress, isCancelled: isCancelled)
    let tuned = try populationMembers(isCancelled: isCancelled)
    let predictions = [own, tuned].map { $0.map { $0.network.predict(shared.test).map(loss.response) } }
    let members = zip([own, tuned], predictions).map { networks, predictions in
      zip(networks, predictions).enumerated().map { fold, pair in member(pair.0, fold: fold, prediction: pair.1) }
    }
    let test = Self.mean(predictions.flatMap { $0 })
    let similarity = responses.testSimilarity(test)
    let shown = responses.test.indices.filter { responses.test[$0] != nil }
    let (predicted, measured) = (shown.map { test[$0] }, shown.compactMap { responses.test[$0] })
    let segments = SimilarityInterval.segments(predicted, measured, gap: settings.gap)
    return Prediction(
      networks: own.map(\.network), members: members[0],
      population: tuned.isEmpty
        ? nil
        : .init(
          members: members[1], similarity: responses.testSimilarity(Self.mean(predictions[1])),
          similarityWithout: responses.testSimilarity(Self.mean(predictions[0]))),
      recorded: test.map { responses.recorded($0, loss) }, similarity: similarity,
      interval: SimilarityInterval.of(
        predicted, measured, segments: segments,
        stream: RandomStream(seed: shared.seed, purpose: .predictionSimilarity, subject: key)),
      segments: segments,
      nonlinearity: similarity.flatMap { network in
        comparisons.similarities[.lasso].map { NonlinearityIndex(network: network, linear: $0) }
      })
  }

  /// One network per member.
  private func trainMembers(progress: (Double) -> Void, isCancelled: () -> Bool) throws -> [TrainedNetwork] {
    try (0..<settings.training.members).map { member in
      progress(Double(member) / Double(settings.training.members))
      return try train(
        trainingSet(of: member, keeping: settings.training.keep), description: settings.network, settings: settings.training,
        seed: shared.seed, neuron: key, member: member, isCancelled: isCancelled)
    }
  }

  /// The population's networks after fine-tuning on this neuron, each on the training images of its own fold; none where the settings ask for none.
  /// - Throws: `AnalysisError` where the neuron has no output in them; what training throws.
  private func populationMembers(isCancelled: () -> Bool) throws -> [TrainedNetwork] {
    guard let population = shared.population else { return [] }
    return try population.networks(of: id, settings: settings, input: shared.input).enumerated().map { member, start in
      let recipe = PopulationRecipe.fineTuning(settings.training)
      return try fineTune(
        start, trainingSet(of: member, keeping: recipe.keep), settings: recipe,
        convolutionRate: PopulationRecipe.convolutionRate, seed: shared.seed, neuron: key, member: member, isCancelled: isCancelled)
    }
  }

  /// What a member learns from: the images outside of its fold, or all.
  private func trainingSet(of member: Int, keeping: TrainingSettings.Keeping?) -> TrainingSet {
    let isWhole = keeping == .lastEpoch
    return TrainingSet(
      images: shared.training, targets: responses.networkTargets(loss),
      training: present(isWhole ? Array(0..<shared.training.count) : shared.folds.training(member)),
      validation: isWhole ? [] : present(shared.folds.validation(member)))
  }

  private func member(_ member: TrainedNetwork, fold: Int, prediction: [Double]) -> NeuronFacts.Member {
    .init(
      bestEpoch: member.keptEpoch, training: outcome(of: member, fold: fold), validationError: member.validationError,
      predictionSimilarity: responses.testSimilarity(prediction))
  }

  /// How the training of a member went, judged by its validation images, or else by its training images.
  private func outcome(of member: TrainedNetwork, fold: Int) -> NeuronFacts.Member.Training {
    let targets = responses.networkTargets(loss)
    /// Of the mean response to some images, on others.
    func errorOfMean(_ fitted: [Int], on held: [Int]) -> Double {
      let mean = Statistics.mean(present(fitted).map { targets[$0] }) ?? 0
      let held = present(held).map { loss.error(response: mean, target: Double(targets[$0])) }
      return held.reduce(0, +) / Double(held.count)
    }
    if let error = member.trainingError {
      let all = Array(responses.training.indices)
      return error < errorOfMean(all, on: all) ? .learned : .neverBetterThanMean
    }
    guard let error = member.validationError, error < errorOfMean(shared.folds.training(fold), on: shared.folds.validation(fold)) else {
      return .neverBetterThanMean
    }
    return member.keptEpoch == member.validationErrors.count ? .stoppedAtLimit : .learned
  }
}

/// How far a neuron is from linear: the gain of the network over Lasso on pixels, the linear model.
///
/// Ukita, Yoshida & Ohki, Sci. Rep. 9:3791 (2019).
struct NonlinearityIndex: Sendable, Equatable {
  /// network - linear, of the two prediction similarities.
  let difference: Double
  /// (network - linear) / (network + linear); nil where the sum is not positive.
  let index: Double?

  init(network: Double, linear: Double) {
    difference = network - linear
    index = network + linear > 0 ? difference / (network + linear) : nil
  }
}

/// How sure a prediction similarity is: the bootstrap over test images of Pearson r.
enum SimilarityInterval {
  /// Into how many segments consecutive images must be cut for these to be independent: as many as there are images where the gap is 0.
  ///
  /// The variance of r between two series grows by 1 + 2 sum_k a(k) b(k), the products of their autocorrelations k apart (Bartlett, J. R. Stat. Soc. 98:536, 1935); a segment has
  /// 1 + 4 sum_k max(0, a(k) b(k)) images, k up to the gap, because it must be longer than what it holds together, and at most gap + 1.
  static func segments(_ prediction: [Double], _ responses: [Double], gap: Int) -> Int {
    guard gap > 0, responses.count > 1 else { return responses.count }
    let most = min(gap, responses.count - 1)
    let sum = (1...most).reduce(0.0) {
      $0 + max(0, (autocorrelation(prediction, $1) ?? 0) * (autocorrelation(responses, $1) ?? 0))
    }
    return Int(Double(responses.count) / min(1 + 4 * sum, Double(gap + 1)))
  }

  /// nil where nothing varies, or nothing stands so far apart.
  private static func autocorrelation(_ series: [Double], _ apart: Int) -> Double? {
    guard apart < series.count, let mean = Statistics.mean(series), let variance = Statistics.variance(series), variance > 0 else {
      return nil
    }
    let products = (0..<series.count - apart).reduce(0) { $0 + (series[$1] - mean) * (series[$1 + apart] - mean) }
    return products / Double(series.count - apart) / variance
  }

  /// The 95 % interval of r between prediction and responses; nil where r is not defined or there are fewer than `Gate.fewestTestImages`.
  /// - Parameters:
  ///   - segments: of consecutive images, which are drawn together; there must be `Gate.fewestTestImages`. nil draws each image by itself.
  ///   - stream: the random numbers; the same stream gives the same interval.
  static func of(_ prediction: [Double], _ responses: [Double], segments: Int? = nil, resamples: Int = 1000, stream: RandomStream)
    -> Bootstrap.Interval?
  {
    guard segments ?? responses.count >= Gate.fewestTestImages, Statistics.pearson(prediction, responses) != nil else { return nil }
    return Bootstrap.interval(of: responses.count, segments: segments, resamples: resamples, stream: stream) { images in
      Statistics.pearson(images.map { prediction[$0] }, images.map { responses[$0] })
    }
  }
}
