import Method
import Numerics

/// The length of a training and its learning rate at each step: a rise to the peak, then a cosine to 0, or the peak to the end.
package struct LearningRateSchedule: Sendable, Equatable {
  /// Images per step: the settings' batch, or all images where they are fewer.
  let batch: Int
  let stepsPerEpoch: Int
  /// The settings' epochs, or as many as the least number of steps needs.
  let epochs: Int
  private let warmUp: Int
  private let peak: Double
  private let isConstant: Bool

  /// - Parameters:
  ///   - images: the number of training images.
  ///   - isConstant: whether the rate stays at its peak; whoever trains lowers it then.
  init(_ settings: TrainingSettings, images: Int, isConstant: Bool = false) {
    self.isConstant = isConstant
    batch = min(settings.batch, images)
    stepsPerEpoch = images / batch
    epochs = max(settings.epochs, (settings.leastSteps + stepsPerEpoch - 1) / stepsPerEpoch)
    warmUp = min(settings.warmUpSteps, epochs * stepsPerEpoch)
    peak = settings.rate
  }

  var steps: Int { epochs * stepsPerEpoch }

  /// The learning rate of a step counted from 0.
  func rate(_ step: Int) -> Double {
    if step < warmUp { return peak * Double(step + 1) / Double(warmUp) }
    if isConstant { return peak }
    return peak * 0.5 * (1 + Elementary.cos(Double.pi * Double(step - warmUp) / Double(steps - warmUp)))
  }
}
