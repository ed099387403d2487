import Numerics

/// A linear-nonlinear model (Chichilnisky, Network 12:199, 2001): one linear filter, then a static nonlinearity.
///
/// y = a + b max(g - t, 0)^p, with g the prediction of ridge regression on pixels, t a quantile of g over the training images and p 1, 1.5 or 2; a and b by least squares on the training
/// images. Ridge's penalty, t and p are chosen together on the validation images.
struct LinearNonlinearBasis: ComparisonBasis {
  /// Where the rectifier begins, as quantiles of the filter's output.
  static let thresholds = [0, 0.2, 0.4, 0.6, 0.8, 0.9]
  /// Twice the exponents tried.
  static let doubledPowers = [2, 3, 4]

  let ridge: RidgeBasis
  var training: [Int] { ridge.training }
  var validation: [Int] { ridge.validation }

  struct Fit: Equatable {
    var filter: RidgeBasis.Fit
    var threshold: Double
    var doubledPower: Int
    var offset: Double
    var gain: Double

    func respond(_ drive: Double) -> Double {
      offset + gain * LinearNonlinearBasis.rectified(drive - threshold, doubledPower: doubledPower)
    }
  }

  func testPredictions(_ fit: Fit) -> [Double] { ridge.testPredictions(fit.filter).map(fit.respond) }

  func chosen(targets: [Double?], held: [Double?]) throws -> Fit {
    let solutions = try ridge.solutions(targets: targets, penalties: RidgeBasis.penalties)
    let filters = ridge.fits(solutions)
    let trained = ridge.trainingPredictions(filters)
    let outputs = ridge.heldPredictions(solutions)
    let places = held.indices.filter { held[$0] != nil }
    let responses = places.compactMap { held[$0] }
    var best: (fit: Fit, error: Double)?
    for (place, filter) in filters.enumerated() {
      let drives = places.map { outputs[place][$0] }
      for fit in fits(filter, drives: trained[place], targets: targets) {
        var error = 0.0
        for place in drives.indices {
          let residual = responses[place] - fit.respond(drives[place])
          error += residual * residual
        }
        if error < best?.error ?? .infinity { best = (fit, error) }
      }
    }
    return best?.fit ?? fits(filters[0], drives: trained[0], targets: targets)[0]
  }

  /// Every nonlinearity behind one filter.
  /// - Parameter drives: the filter's predictions of the images of `training`.
  func fits(_ filter: RidgeBasis.Fit, drives all: [Double], targets: [Double?]) -> [Fit] {
    let present = targets.indices.filter { targets[$0] != nil }
    let responses = present.compactMap { targets[$0] }
    let drives = present.map { all[$0] }
    let sorted = drives.sorted()
    return Self.thresholds.flatMap { quantile -> [Fit] in
      let threshold = Statistics.quantile(sorted, quantile) ?? 0
      return Self.doubledPowers.map { power in
        let rectified = drives.map { Self.rectified($0 - threshold, doubledPower: power) }
        let (offset, gain) = Self.line(rectified, responses)
        return Fit(filter: filter, threshold: threshold, doubledPower: power, offset: offset, gain: gain)
      }
    }
  }

  /// max(x, 0) to the power of half of `doubledPower`.
  private static func rectified(_ x: Double, doubledPower: Int) -> Double {
    guard x > 0 else { return 0 }
    var product = doubledPower % 2 == 0 ? 1 : x.squareRoot()
    for _ in 0..<doubledPower / 2 { product *= x }
    return product
  }

  /// Ordinary least squares of y on x: intercept and slope; the slope is 0 where x is constant.
  private static func line(_ x: [Double], _ y: [Double]) -> (offset: Double, gain: Double) {
    let meanX = Statistics.mean(x) ?? 0
    let meanY = Statistics.mean(y) ?? 0
    var xx = 0.0
    var xy = 0.0
    for index in x.indices {
      xx += (x[index] - meanX) * (x[index] - meanX)
      xy += (x[index] - meanX) * (y[index] - meanY)
    }
    let gain = xx > 0 ? xy / xx : 0
    return (meanY - gain * meanX, gain)
  }
}
