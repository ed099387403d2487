import Method
import Numerics
import Testing

@testable import Networks

@Suite struct LossTests {
  @Test(arguments: [TrainingSettings.Loss.squaredError, .poisson], [Float(-6), -0.7, 0, 0.4, 3, 30])
  func slopesAreDifferences(loss: TrainingSettings.Loss, output: Float) {
    for target in [Float(0), 0.3, 1, 5] {
      let h = max(abs(output), 1) / 256
      let difference = (loss.value(output: output + h, target: target) - loss.value(output: output - h, target: target)) / Double(2 * h)
      let slope = Double(loss.slope(output: output, target: target))
      #expect(abs(difference - slope) < 2e-3 * max(1, abs(slope)), "\(output), \(target)")
    }
  }

  @Test func theDevianceInClosedForm() {
    // softplus(0) = log 2.
    let rate = Elementary.log(2)
    #expect(abs(TrainingSettings.Loss.poisson.response(0) - rate) < 1e-15)
    #expect(abs(TrainingSettings.Loss.poisson.value(output: 0, target: 3) - (rate - 3 + 3 * Elementary.log(3 / rate))) < 1e-12)
    #expect(abs(TrainingSettings.Loss.poisson.value(output: 0, target: 0) - rate) < 1e-15)
    // Nothing is lost where the rate is the target.
    #expect(abs(TrainingSettings.Loss.poisson.value(output: Float(Elementary.log(Elementary.exp(2) - 1)), target: 2)) < 1e-9)
    #expect(TrainingSettings.Loss.poisson.value(output: -1000, target: 1).isFinite)
    #expect(TrainingSettings.Loss.squaredError.value(output: 1, target: 3) == 4 && TrainingSettings.Loss.squaredError.response(-2) == -2)
  }
}
