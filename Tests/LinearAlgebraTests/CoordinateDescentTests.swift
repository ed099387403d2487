import Testing

@testable import LinearAlgebra

struct CoordinateDescentTests {
  @Test func descentOnOrthogonalColumnsIsASoftThreshold() {
    let identity = Matrix(rows: 3, columns: 3, values: [1, 0, 0, 0, 1, 0, 0, 0, 1])
    var descent = CoordinateDescent(covariance: Covariance(whole: identity), correlations: [0.7, -0.2, -0.5])
    descent.run(penalty: 0.3, tolerance: 1e-12, mostSweeps: 10)
    #expect(zip(descent.weights, [0.4, 0, -0.2]).allSatisfy { abs($0 - $1) < 1e-15 })
  }

  /// Where both weights stay positive they are C^-1 (c - penalty); without a penalty they are least squares.
  @Test func twoCorrelatedColumnsInClosedForm() {
    let covariance = Matrix(rows: 2, columns: 2, values: [1, 0.5, 0.5, 2])
    var descent = CoordinateDescent(covariance: Covariance(whole: covariance), correlations: [0.9, 1.2])
    for penalty in [0.3, 0.1, 0] {
      descent.run(penalty: penalty, tolerance: 1e-14, mostSweeps: 1000)
      let (a, b) = (0.9 - penalty, 1.2 - penalty)
      let expected = [(2 * a - 0.5 * b) / 1.75, (b - 0.5 * a) / 1.75]
      #expect(zip(descent.weights, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "penalty \(penalty)")
    }
    #expect(descent.gradients.allSatisfy { abs($0) < 1e-12 })
  }

  @Test func aColumnWithoutVarianceKeepsItsZero() {
    var descent = CoordinateDescent(
      covariance: Covariance(whole: Matrix(rows: 2, columns: 2, values: [0, 0, 0, 1])), correlations: [0, 0.5])
    descent.run(penalty: 0, tolerance: 1e-12, mostSweeps: 10)
    #expect(descent.weights == [0, 0.5])
  }

  @Test func lassoMeetsItsOptimalityConditions() {
    let columns = sample(rows: 50, columns: 20)
    var covariance = columns.transposed.gram
    for index in covariance.values.indices { covariance.values[index] /= 50 }
    let correlations = columns.transposedTimes(sample(rows: 1, columns: 50, seed: 2).values).map { $0 / 50 }
    var descent = CoordinateDescent(covariance: Covariance(whole: covariance), correlations: correlations)
    descent.run(penalty: 0.03, tolerance: 1e-12, mostSweeps: 10_000)
    let slopes = zip(correlations, covariance.times(descent.weights)).map { $0 - $1 }
    for (weight, slope) in zip(descent.weights, slopes) {
      #expect(weight == 0 ? abs(slope) <= 0.03 + 1e-10 : abs(slope - (weight > 0 ? 0.03 : -0.03)) < 1e-10)
    }
    #expect((1..<20).contains(descent.weights.count { $0 != 0 }))
  }

  /// What stands whole and what is computed row by row, kept or thrown away, agree in every bit of every weight along a path.
  @Test(arguments: [(12, 40), (40, 12), (7, 700)])
  func rowByRowIsTheSameDescent(shape: (rows: Int, columns: Int)) {
    let images = sample(rows: shape.rows, columns: shape.columns)
    let correlations = images.transposedTimes(sample(rows: 1, columns: shape.rows, seed: 2).values).map { $0 / Double(shape.rows) }
    var descents = [true, false].map { CoordinateDescent(covariance: Covariance(images, isWhole: $0), correlations: correlations) }
    let first = correlations.reduce(0) { max($0, abs($1)) }
    for share in [0.7, 0.3, 0.1, 0.03] {
      for place in descents.indices { descents[place].run(penalty: share * first, tolerance: 1e-9, mostSweeps: 2000) }
      #expect(descents[0].weights == descents[1].weights && descents[0].gradients == descents[1].gradients)
      #expect(descents[0].weights.contains { $0 != 0 })
    }
    #expect((Covariance(images).whole == nil) == (shape.columns > 4 * shape.rows))
  }
}
