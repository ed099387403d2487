import Method
import Networks
import Numerics

/// The stages of one analysable neuron's analysis. Each takes what those before it returned, so that their order is a matter of types.
struct NeuronAnalysis {
  let id: String
  let responses: StandardisedResponses
  let shared: SharedStimuli
  /// The address of the neuron's random numbers.
  var key: StreamKey { StreamKey(id) }
  var settings: AnalysisSettings { shared.settings }
  var loss: TrainingSettings.Loss { settings.training.loss }

  /// Whether every member has images to train on and images to validate on.
  var foldsHaveImages: Bool {
    (0..<settings.training.members).allSatisfy {
      !present(shared.folds.training($0)).isEmpty && !present(shared.folds.validation($0)).isEmpty
    }
  }

  func result(progress: (AnalysisStage, Double) -> Void, isCancelled: () -> Bool) throws -> NeuronResult {
    let comparisons = try Comparisons(responses: responses, shared: shared, progress: progress, isCancelled: isCancelled)
    let prediction = try predict(
      comparedWith: comparisons, progress: { progress(.training, $0) }, isCancelled: isCancelled)
    progress(.optimalImages, 0)
    let preference = try prefer(prediction, isCancelled: isCancelled)
    let further = try furtherImages(prediction, preference, isCancelled: isCancelled)
    progress(.cellType, 0)
    let cellType = try classify(preference, prediction, comparisons, isCancelled: isCancelled)
    progress(.cellType, 1)
    let facts = NeuronFacts(responses, comparisons, prediction, preference, further, cellType)
    return shared.result(
      of: id, facts, optimalImages: preference.images, distinctImages: cellType.distinct.images, furtherImages: further?.images,
      testPrediction: Tensor(shape: [prediction.recorded.count], values: prediction.recorded.map { Float($0) }))
  }

  /// The response that networks' mean output stands for: what the optimal images climb.
  func activations(_ networks: [Network], _ images: Tensor) -> [Double] { activations(networks.map { $0.predict }, images) }

  /// The same of networks given as what they predict.
  func activations(_ predictions: [(Tensor) -> [Float]], _ images: Tensor) -> [Double] {
    Self.mean(predictions.map { $0(images).map(Double.init) }).map { loss.response(Float($0)) }
  }

  /// The given training images that have a response.
  func present(_ images: [Int]) -> [Int] { images.filter { responses.training[$0] != nil } }

  /// The mean over the members, image by image.
  static func mean(_ predictions: [[Double]]) -> [Double] {
    guard let first = predictions.first else { return [] }
    return first.indices.map { image in predictions.reduce(0) { $0 + $1[image] } / Double(predictions.count) }
  }
}

extension NeuronFacts {
  /// What was found of an analysed neuron, put together from what the stages returned.
  init(
    _ responses: StandardisedResponses, _ comparisons: Comparisons, _ prediction: Prediction, _ preference: Preference,
    _ further: FurtherImages?, _ cellType: CellType
  ) {
    self.init(
      state: .analysed, trainingImages: responses.training.count { $0 != nil }, testImages: responses.test.count { $0 != nil })
    predictionSimilarityRidge = comparisons.similarities[.ridge]
    predictionSimilarityLasso = comparisons.similarities[.lasso]
    predictionSimilarityLinearNonlinear = comparisons.similarities[.linearNonlinear]
    predictionSimilarityGaborEnergy = comparisons.similarities[.gaborEnergy]
    predictionSimilaritySupportVector = comparisons.similarities[.supportVector]

    members = prediction.members
    populationMembers = prediction.population?.members
    predictionSimilarity = prediction.similarity
    predictionSimilarityOwn = prediction.population?.similarityWithout
    predictionSimilarityPopulation = prediction.population?.similarity
    predictionSimilarityLow = prediction.interval?.low
    predictionSimilarityHigh = prediction.interval?.high
    explainableVariance = responses.testRepeats.explainableVariance
    explainedShare = responses.testRepeats.explainedShare(by: prediction.recorded)
    normalisedCorrelation = responses.testRepeats.normalisedCorrelation(with: prediction.recorded)
    singleTrialCorrelation = responses.testRepeats.singleTrialCorrelation(with: prediction.recorded)
    jackknifeOracle = responses.testRepeats.jackknifeOracle
    nonlinearityDifference = prediction.nonlinearity?.difference
    nonlinearityIndex = prediction.nonlinearity?.index

    bestNaturalActivation = preference.bestNaturalActivation
    crossModelTransfer = preference.crossModelTransfer
    furtherImages = further?.facts
    bestGaborActivation = cellType.bestGaborActivation
    optimalImages = preference.facts.map { image in
      var image = image
      image.relativeToGabor = cellType.bestGaborActivation.flatMap { $0 > 0 ? image.activation / $0 : nil }
      return image
    }
    distinctImages = cellType.distinctImages
    seedCoverage = cellType.seedCoverage
    complexness = cellType.complexness
    label = cellType.label
    linearFieldSimilarity = cellType.linearFieldSimilarity
    phaseTolerance = cellType.phaseTolerance
    inSilico = cellType.inSilico
  }
}
