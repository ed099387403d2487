import LinearAlgebra
import Numerics
import Testing

@testable import Analysis

struct RidgeTests {
  private static func normals(_ rows: Int, _ columns: Int, member: Int) -> Matrix {
    let stream = RandomStream(seed: 3, trial: "ridge tests", member: member)
    return Matrix(rows: rows, columns: columns, values: stream.normals(rows * columns).map(Double.init))
  }

  /// Solves (X^T X + l) w = X^T y of the centred images that have a target, then predicts: the textbook way.
  private static func textbook(_ features: Matrix, _ targets: [Double?], _ penalty: Double, of others: Matrix) throws -> [Double] {
    let present = targets.indices.filter { targets[$0] != nil }
    let rows = features.gather(present)
    let means = rows.columnMeans
    let columns = rows.subtracting(fromColumns: means).transposed
    let responses = present.compactMap { targets[$0] }
    let mean = responses.reduce(0, +) / Double(responses.count)
    var system = columns.gram
    for column in 0..<system.rows { system[column, column] += penalty }
    let right = Matrix(rows: 1, columns: columns.rows, values: columns.times(responses.map { $0 - mean }))
    let weights = Array(try system.solvePositiveDefinite(right).row(0))
    return others.subtracting(fromColumns: means).times(weights).map { $0 + mean }
  }

  /// More images than pixels, fewer, and as many; none, some and most responses missing.
  @Test(arguments: [(60, 8), (25, 40), (50, 40)], [0, 1, 7, 15])
  func agreesWithTheTextbook(shape: (images: Int, pixels: Int), missing: Int) throws {
    let features = Self.normals(shape.images, shape.pixels, member: 0)
    let others = Self.normals(9, shape.pixels, member: 1)
    var targets: [Double?] = Self.normals(1, shape.images, member: 2).values.map { $0 + 4 }
    for image in 0..<missing { targets[(image * 7) % shape.images] = nil }
    let folds = try Folds(images: Tensor(shape: [shape.images, 1, 1, 1], values: (0..<shape.images).map(Float.init)), count: 5, seed: 1)
    let basis = try RidgeBasis(features: features, testFeatures: others, folds: folds, held: 2)
    let fitted = basis.training.map { targets[$0] }
    for fit in basis.fits(try basis.solutions(targets: fitted, penalties: [0.01, 1, 30])) {
      let rows = features.gather(basis.training)
      let penalty = fit.penalty * basis.meanSquare
      let expected = try Self.textbook(rows, fitted, penalty, of: others)
      #expect(zip(expected, basis.testPredictions(fit)).allSatisfy { abs($0 - $1) < 1e-8 })
      let training = try Self.textbook(rows, fitted, penalty, of: rows)
      #expect(zip(training, basis.trainingPredictions([fit])[0]).allSatisfy { abs($0 - $1) < 1e-8 })
    }
  }

  @Test func aLinearNeuronIsPredicted() throws {
    let features = Self.normals(200, 12, member: 0)
    let others = Self.normals(50, 12, member: 1)
    let field = Self.normals(1, 12, member: 2).values
    let folds = try Folds(images: Tensor(shape: [200, 1, 1, 1], values: (0..<200).map(Float.init)), count: 5, seed: 1)
    let bases = try (0..<3).map { try RidgeBasis(features: features, testFeatures: others, folds: folds, held: $0) }
    let clean = try #require(try comparisonPrediction(targets: features.times(field), bases: bases))
    #expect(clean.chosen.map(\.penalty) == [1e-3, 1e-3, 1e-3])
    #expect(try #require(Statistics.pearson(clean.test, others.times(field))) > 0.999999)
    // Of pure noise the strongest penalties are the best.
    let noise = try #require(try comparisonPrediction(targets: Self.normals(1, 200, member: 3).values, bases: bases))
    #expect(noise.chosen.allSatisfy { $0.penalty >= 1 })
  }

  @Test func aFoldWithoutResponsesHasNoPrediction() throws {
    let features = Self.normals(20, 3, member: 0)
    let folds = try Folds(images: Tensor(shape: [20, 1, 1, 1], values: (0..<20).map(Float.init)), count: 5, seed: 1)
    let bases = [try RidgeBasis(features: features, testFeatures: features, folds: folds, held: 0)]
    let held = Set(folds.validation(0))
    #expect(try comparisonPrediction(targets: (0..<20).map { held.contains($0) ? nil : Double($0) }, bases: bases)?.test == nil)
  }
}
