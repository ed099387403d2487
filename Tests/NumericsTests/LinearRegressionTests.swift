import Numerics
import Testing

struct LinearRegressionTests {
  @Test func aPlaneIsFoundWithoutError() throws {
    let features = (0..<12).map { [Double($0 % 4), Double($0 / 4 * $0)] }
    let fit = try #require(LinearRegression(features: features, responses: features.map { 2 + 3 * $0[0] - 0.5 * $0[1] }))
    #expect(zip(fit.weights, [2, 3, -0.5]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect((0..<3).allSatisfy { fit.standardError(of: $0) < 1e-12 })
  }

  /// Of a line, White's variance of the slope is sum (x - mean)^2 e^2 / (sum (x - mean)^2)^2.
  @Test func theVarianceOfASlopeIsWhites() throws {
    let x: [Double] = [-3, -2, -1, 0, 1, 2, 3]
    let y: [Double] = [-5, -3, -3, 1, 2, 3, 8]
    let fit = try #require(LinearRegression(features: x.map { [$0] }, responses: y))
    #expect(abs(fit.weights[0] - 3.0 / 7) < 1e-12 && abs(fit.weights[1] - 2) < 1e-12)
    let meat = zip(x, y).reduce(0) { sum, point in
      let residual = point.1 - fit.weights[0] - fit.weights[1] * point.0
      return sum + point.0 * point.0 * residual * residual
    }
    #expect(abs(fit.covariance[1][1] - meat / (28 * 28)) < 1e-12)
    #expect(abs(fit.standardError(of: 1) - meat.squareRoot() / 28) < 1e-12)
    // A function of the weights by the delta method: of the slope alone it is the slope's, of twice the slope twice that.
    #expect(abs(fit.standardError(gradient: [0, 2]) - 2 * fit.standardError(of: 1)) < 1e-12)
  }

  @Test func whatDeterminesNoSolutionHasNone() {
    let line = (0..<6).map { [Double($0), 2 * Double($0)] }
    #expect(LinearRegression(features: line, responses: [1, 2, 3, 4, 5, 6]) == nil)
    #expect(LinearRegression(features: [[1], [2]], responses: [1, 2]) == nil)
    #expect(LinearRegression(features: [], responses: []) == nil)
  }
}
