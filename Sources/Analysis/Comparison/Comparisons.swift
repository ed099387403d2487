import Method
import Numerics

/// What the comparison models predict of one neuron.
struct Comparisons {
  /// The Pearson r of each model's prediction with the responses to the test images; without those for which it is not defined.
  private(set) var similarities: [ComparisonModel: Double] = [:]
  /// The linear receptive field: the Lasso's weights of the pixels, mean over the folds; nil without the Lasso.
  private(set) var linearField: [Double]?

  init(
    responses: StandardisedResponses, shared: SharedStimuli, progress: (AnalysisStage, Double) -> Void, isCancelled: () -> Bool
  ) throws {
    let models = shared.settings.comparisonModels
    for (place, model) in models.enumerated() {
      progress(.comparison, Double(place) / Double(models.count))
      if isCancelled() { throw CancellationError() }
      let targets = responses.training
      let prediction: [Double]?
      switch model {
      case .ridge: prediction = try comparisonPrediction(targets: targets, bases: shared.pixelRidgeBases())?.test
      case .linearNonlinear:
        prediction = try comparisonPrediction(targets: targets, bases: shared.pixelRidgeBases().map(LinearNonlinearBasis.init))?.test
      case .gaborEnergy: prediction = try comparisonPrediction(targets: targets, bases: shared.energyRidgeBases())?.test
      case .supportVector: prediction = try comparisonPrediction(targets: targets, bases: shared.supportVectorBases())?.test
      case .lasso:
        let bases = try shared.lassoBases()
        let lasso = try comparisonPrediction(targets: targets, bases: bases)
        prediction = lasso?.test
        linearField = lasso.map { Self.mean(zip(bases, $0.chosen).map { $0.field($1) }) }
      }
      // In single precision: what another LAPACK release solves where responses are missing differs in its last bits, a result's bytes must not.
      similarities[model] = prediction.flatMap { responses.testSimilarity($0.map { Double(Float($0)) }) }
    }
  }

  private static func mean(_ fields: [[Double]]) -> [Double] {
    guard let first = fields.first else { return [] }
    return first.indices.map { pixel in fields.reduce(0) { $0 + $1[pixel] } / Double(fields.count) }
  }
}
