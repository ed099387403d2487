import Method
import Networks
import Numerics

/// The stages of one analysable neuron's analysis.
struct NeuronAnalysis {
  let id: String
  let responses: StandardisedResponses
  let shared: SharedStimuli
  /// The address of the neuron's random numbers.
  var neuron: StreamKey { StreamKey(id) }
  private var settings: AnalysisSettings { shared.settings }
  private var loss: TrainingSettings.Loss { settings.training.loss }

  /// Whether every member has images to train on and images to validate on.
  var foldsHaveImages: Bool {
    (0..<settings.training.members).allSatisfy {
      !present(shared.folds.training($0)).isEmpty && !present(shared.folds.validation($0)).isEmpty
    }
  }

  func findings(progress: (AnalysisStage, Double) -> Void, isCancelled: () -> Bool) throws -> Findings {
    var facts = NeuronFacts(
      state: .analysed, trainingImages: responses.training.count { $0 != nil }, testImages: responses.test.count { $0 != nil })

    let comparisons = try Comparisons(responses: responses, shared: shared, progress: progress, isCancelled: isCancelled)
    comparisons.report(in: &facts)

    let members = try trainMembers(progress: progress, isCancelled: isCancelled)
    let prediction = predict(with: members, try populationMembers(isCancelled: isCancelled), in: &facts)
    report(prediction, in: &facts)

    progress(.optimalImages, 0)
    let networks = members.map(\.network)
    let images = try optimalImages(networks, in: &facts, isCancelled: isCancelled)
    let best = Tensor(shape: Array(images.shape.dropFirst()), values: Array(images[0]))
    let further = try furtherImages(networks: networks, optimal: best, in: &facts, isCancelled: isCancelled)

    progress(.cellType, 0)
    let distinct = distinctImages(of: images, in: &facts)
    facts.linearFieldSimilarity = comparisons.linearField.flatMap { Statistics.pearson($0, distinct.images[0].map(Double.init)) }
    try report(cellTypeOf: distinct, optimal: best, networks: networks, in: &facts, isCancelled: isCancelled)
    progress(.cellType, 1)
    return Findings(
      facts: facts, optimalImages: images, distinctImages: distinct.images, furtherImages: further,
      testPrediction: Tensor(shape: [prediction.count], values: prediction.map { Float(responses.recorded($0, loss)) }))
  }

  /// The prediction of the test images by all members, own and population's: their mean.
  private func predict(with members: [TrainedNetwork], _ tuned: [TrainedNetwork], in facts: inout NeuronFacts) -> [Double] {
    let predictions = [members, tuned].map { $0.map { $0.network.predict(shared.test).map(loss.response) } }
    let found = zip([members, tuned], predictions).map { networks, predictions in
      zip(networks, predictions).enumerated().map { fold, pair in member(pair.0, fold: fold, prediction: pair.1) }
    }
    facts.members = found[0]
    if !tuned.isEmpty {
      facts.populationMembers = found[1]
      facts.predictionSimilarityOwn = responses.testSimilarity(Self.mean(predictions[0]))
      facts.predictionSimilarityPopulation = responses.testSimilarity(Self.mean(predictions[1]))
    }
    return Self.mean(predictions.flatMap { $0 })
  }

  /// The optimal images, best first, and how good each is.
  private func optimalImages(_ networks: [Network], in facts: inout NeuronFacts, isCancelled: () -> Bool) throws -> Tensor {
    let optimal = try synthesise(networks, settings: settings.optimalImages, seed: shared.seed, neuron: neuron, isCancelled: isCancelled)
    // Of equals the earlier seed.
    let order = optimal.activations.indices.sorted { (optimal.activations[$0], $1) > (optimal.activations[$1], $0) }
    let images = optimal.images.gather(order)
    facts.bestNaturalActivation = bestNaturalActivation(networks)
    facts.optimalImages = order.enumerated().map { place, seed in
      ImageQuality(image: images.gather([place]), shown: shared.pixelRange).report(
        seed: seed, activation: loss.response(optimal.activations[seed]), earlier: loss.response(optimal.earlierActivations[seed]),
        natural: facts.bestNaturalActivation)
    }
    facts.crossModelTransfer = try CrossModelTransfer.measure(
      networks, loss: loss, settings: settings.optimalImages, seed: shared.seed, neuron: neuron, isCancelled: isCancelled)
    return images
  }

  /// The distinct ones among the optimal images, with their Gabor fits; complexness and the label that follow from them.
  private func distinctImages(of images: Tensor, in facts: inout NeuronFacts) -> DistinctImages {
    let distinct = DistinctImages(images: images, activations: facts.optimalImages.map(\.activation), settings: settings.optimalImages)
    facts.distinctImages = distinct.groups.enumerated().map { place, group in
      .init(
        activation: facts.optimalImages[group[0]].activation, seeds: group.count,
        gabor: GaborFit(Tensor(shape: Array(images.shape.dropFirst()), values: Array(distinct.images[place]))))
    }
    facts.seedCoverage = GoodTuringCoverage.of(groupSizes: distinct.groups.map(\.count))
    facts.complexness = Complexness.measure(
      training: shared.trainingUnit.projections(on: distinct.images), trainingResponses: responses.training,
      test: shared.testUnit.projections(on: distinct.images), testResponses: responses.test,
      stream: RandomStream(seed: shared.seed, purpose: .init("complexness"), subject: neuron))
    facts.label = facts.complexness.map { Complexness.label($0, distinctImages: distinct.groups.count) }
    return distinct
  }

  /// One network per member, each validated on another fold.
  private func trainMembers(progress: (AnalysisStage, Double) -> Void, isCancelled: () -> Bool) throws -> [TrainedNetwork] {
    try (0..<settings.training.members).map { member in
      progress(.training, Double(member) / Double(settings.training.members))
      return try train(
        trainingSet(of: member), description: settings.network, settings: settings.training, seed: shared.seed, neuron: neuron,
        member: member,
        isCancelled: isCancelled)
    }
  }

  /// What the member of a fold learns from.
  func trainingSet(of member: Int) -> TrainingSet {
    TrainingSet(
      images: shared.training, targets: responses.networkTargets(loss), training: present(shared.folds.training(member)),
      validation: present(shared.folds.validation(member)))
  }

  private func member(_ member: TrainedNetwork, fold: Int, prediction: [Double]) -> NeuronFacts.Member {
    .init(
      bestEpoch: member.bestEpoch, training: outcome(of: member, fold: fold), validationError: member.validationError,
      predictionSimilarity: responses.testSimilarity(prediction))
  }

  /// How good the ensemble's prediction of the test images is, in itself and against the Lasso's.
  private func report(_ prediction: [Double], in facts: inout NeuronFacts) {
    facts.predictionSimilarity = responses.testSimilarity(prediction)
    let shown = responses.test.indices.filter { responses.test[$0] != nil }
    let interval = SimilarityInterval.of(
      shown.map { prediction[$0] }, shown.compactMap { responses.test[$0] },
      stream: RandomStream(seed: shared.seed, purpose: .init("prediction similarity"), subject: neuron))
    facts.predictionSimilarityLow = interval?.low
    facts.predictionSimilarityHigh = interval?.high
    let recorded = prediction.map { responses.recorded($0, loss) }
    facts.explainableVariance = responses.testRepeats.explainableVariance
    facts.explainedShare = responses.testRepeats.explainedShare(by: recorded)
    facts.normalisedCorrelation = responses.testRepeats.normalisedCorrelation(with: recorded)
    facts.singleTrialCorrelation = responses.testRepeats.singleTrialCorrelation(with: recorded)
    facts.jackknifeOracle = responses.testRepeats.jackknifeOracle
    guard let network = facts.predictionSimilarity, let linear = facts.predictionSimilarityLasso else { return }
    let nonlinearity = NonlinearityIndex(network: network, linear: linear)
    facts.nonlinearityDifference = nonlinearity.difference
    facts.nonlinearityIndex = nonlinearity.index
  }

  /// How the training of a member went, judged by its validation images.
  private func outcome(of member: TrainedNetwork, fold: Int) -> NeuronFacts.Member.Training {
    let targets = responses.networkTargets(loss)
    let fitted = present(shared.folds.training(fold)).map { targets[$0] }
    let held = present(shared.folds.validation(fold)).map { Double(targets[$0]) }
    let mean = Statistics.mean(fitted) ?? 0
    let error = held.reduce(0) { $0 + loss.error(response: mean, target: $1) } / Double(held.count)
    if member.validationError >= error { return .neverBetterThanMean }
    return member.bestEpoch == member.validationErrors.count ? .stoppedAtLimit : .learned
  }

  /// The ensemble's highest activation on a training or test image, as it was shown.
  private func bestNaturalActivation(_ networks: [Network]) -> Double? {
    [shared.training, shared.test].compactMap { activations(networks, $0).max() }.max()
  }

  /// The response that the members' mean output stands for: what the optimal images climb.
  private func activations(_ networks: [Network], _ images: Tensor) -> [Double] {
    Self.mean(networks.map { $0.predict(images).map(Double.init) }).map { loss.response(Float($0)) }
  }

  /// The given training images that have a response.
  private func present(_ images: [Int]) -> [Int] { images.filter { responses.training[$0] != nil } }

  /// The mean over the members, image by image.
  static func mean(_ predictions: [[Double]]) -> [Double] {
    guard let first = predictions.first else { return [] }
    return first.indices.map { image in predictions.reduce(0) { $0 + $1[image] } / Double(predictions.count) }
  }
}
