import Method
import Numerics

/// What complexness goes with among the paper's complex-like cells: Pearson r over the neurons that pass its gates and have a complexness above zero.
///
/// Ukita, Yoshida & Ohki (2019) found -.35, -.29 and .34 in mouse V1.
public struct ComplexLikeFigures: Codable, Sendable, Equatable {
  /// The number of such neurons.
  public var count: Int
  /// With the Lasso's prediction similarity.
  public var lasso: Double?
  /// With the similarity of linear receptive field and optimal image.
  public var linearField: Double?
  /// With the nonlinearity index.
  public var nonlinearity: Double?

  init(_ facts: [NeuronFacts]) {
    let cells = facts.filter { $0.paperLabel == .complexLike }
    func correlation(_ value: (NeuronFacts) -> Double?) -> Double? {
      let pairs = cells.compactMap { cell in cell.complexness.flatMap { complexness in value(cell).map { (complexness.difference, $0) } } }
      return Statistics.pearson(pairs.map(\.0), pairs.map(\.1))
    }
    count = cells.count
    lasso = correlation(\.predictionSimilarityLasso)
    linearField = correlation(\.linearFieldSimilarity)
    nonlinearity = correlation(\.nonlinearityIndex)
  }
}
