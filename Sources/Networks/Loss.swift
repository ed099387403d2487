import Method
import Numerics

extension TrainingSettings.Loss {
  /// The loss of one output for one target.
  func value(output: Float, target: Float) -> Double { error(response: response(output), target: Double(target)) }

  /// The loss of one predicted response p for one target t. Squared error: (p - t)^2. Poisson: p - t + t log(t / p), half the deviance.
  public func error(response: Double, target: Double) -> Double {
    switch self {
    case .squaredError: return (response - target) * (response - target)
    case .poisson:
      let rate = max(response, 1e-12)
      return rate - target + (target > 0 ? target * (Elementary.log(target) - Elementary.log(rate)) : 0)
    }
  }

  /// The derivative of `value` with respect to the output.
  func slope(output: Float, target: Float) -> Float {
    switch self {
    case .squaredError: return 2 * (output - target)
    case .poisson:
      let rate = max(Self.softplus(Double(output)), 1e-12)
      // d softplus(o) / d o is the logistic function.
      let logistic = 1 / (1 + Elementary.exp(-Double(output)))
      return Float((1 - Double(target) / rate) * logistic)
    }
  }

  /// The response that an output stands for: itself under the squared error, its softplus under the Poisson loss.
  public func response(_ output: Float) -> Double {
    switch self {
    case .squaredError: return Double(output)
    case .poisson: return Self.softplus(Double(output))
    }
  }

  /// log(1 + exp(x)).
  private static func softplus(_ x: Double) -> Double { max(x, 0) + Elementary.log(1 + Elementary.exp(-abs(x))) }
}
