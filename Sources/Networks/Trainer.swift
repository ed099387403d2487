import KernelShapes
import Kernels
import Method
import Numerics

/// One network in training.
package final class Trainer {
  let memory: NetworkMemory
  let schedule: LearningRateSchedule
  private let set: TrainingSet
  private let settings: TrainingSettings
  private let description: NetworkDescription
  private let dropout: RandomStream
  private let mean: Buffer<Float>
  private let square: Buffer<Float>

  package init(_ network: Network, set: TrainingSet, settings: TrainingSettings, dropout: RandomStream, kernels: KernelSet = .chosen) {
    self.set = set
    self.settings = settings
    self.dropout = dropout
    description = network.description
    schedule = LearningRateSchedule(settings, images: set.training.count)
    let plan = network.plan
    memory = NetworkMemory(plan, batch: schedule.batch, kernels: kernels)
    memory.set(network.parameters)
    mean = Buffer(plan.workingCount)
    square = Buffer(plan.workingCount)
  }

  /// All steps of an epoch (counted from 1) over the images in the given order; what does not fill a batch is left out.
  ///
  /// - Returns: the mean loss over the steps.
  func runEpoch(_ epoch: Int, order: [Int], isCancelled: () -> Bool) throws -> Double {
    var sum = 0.0
    for index in 0..<schedule.stepsPerEpoch {
      if isCancelled() { throw CancellationError() }
      let batch = order[index * schedule.batch..<(index + 1) * schedule.batch]
      sum += step((epoch - 1) * schedule.stepsPerEpoch + index, images: batch)
    }
    return sum / Double(schedule.stepsPerEpoch)
  }

  /// One step, counted from 0.
  ///
  /// - Returns: the batch's mean loss before the step.
  package func step(_ step: Int, images: ArraySlice<Int>) -> Double {
    let count = images.count
    let masks = Dropout(description, stream: dropout, step: step)
    set.images.values.withUnsafeBufferPointer { memory.take($0.baseAddress!, entries: images) }
    memory.forward(count, dropout: masks)
    let outputs = memory.plan.dense[memory.plan.dense.count - 1].outputs
    let outputGradient = memory.unitGradient[memory.unitGradient.count - 1]
    var error = 0.0
    for (place, image) in images.enumerated() {
      let output = memory.output(place)
      error += settings.loss.value(output: output, target: set.targets[image])
      outputGradient[place * outputs] = settings.loss.slope(output: output, target: set.targets[image]) / Float(count)
    }
    memory.parameterGradient(count, dropout: masks)
    update(step)
    return error / Double(count)
  }

  private func update(_ step: Int) {
    let rate = schedule.rate(step)
    let decayed = AdamWStep(step: step + 1, rate: rate, decay: settings.weightDecay)
    let plain = AdamWStep(step: step + 1, rate: rate, decay: 0)
    for place in memory.plan.places {
      for (numbers, start, count) in [(decayed, place.weights, place.weightCount), (plain, place.biases, place.biasCount)] {
        memory.kernels.adamW(
          numbers, count, memory.parameters.start + start, memory.gradient.start + start, mean.start + start, square.start + start)
      }
    }
    memory.pack()
  }

  /// The mean loss on the validation images.
  func validationError() -> Double {
    let outputs = memory.outputs(set.images.values, entries: set.validation)
    var sum = 0.0
    for (output, image) in zip(outputs, set.validation) {
      sum += settings.loss.value(output: output, target: set.targets[image])
    }
    return sum / Double(outputs.count)
  }
}
