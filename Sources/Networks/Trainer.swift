import KernelShapes
import Kernels
import Method
import Numerics

/// One network in training.
package final class Trainer {
  let memory: NetworkMemory
  let schedule: LearningRateSchedule
  let set: TrainingSet
  let settings: TrainingSettings
  private let description: NetworkDescription
  private let dropout: RandomStream
  private let mean: Buffer<Float>
  private let square: Buffer<Float>
  /// The learning rate of the convolutions as a share of the dense layers'.
  private let convolutionRate: Double
  /// By what the schedule's rates are multiplied from now on.
  var rateFactor = 1.0

  package init(
    _ network: Network, set: TrainingSet, settings: TrainingSettings, schedule: LearningRateSchedule? = nil, convolutionRate: Double = 1,
    dropout: RandomStream, kernels: KernelSet = .chosen
  ) {
    precondition(network.outputs == set.outputs, "\(network.outputs) outputs for \(set.outputs) neurons")
    self.set = set
    self.settings = settings
    self.dropout = dropout
    self.convolutionRate = convolutionRate
    description = network.description
    let schedule = schedule ?? LearningRateSchedule(settings, images: set.training.count)
    self.schedule = schedule
    let plan = network.plan
    memory = NetworkMemory(plan, batch: schedule.batch, kernels: kernels)
    memory.set(network.parameters)
    mean = Buffer(plan.workingCount)
    square = Buffer(plan.workingCount)
  }

  /// All steps of an epoch (counted from 1) over the training images in an order of its own; what does not fill a batch is left out.
  func runEpoch(_ epoch: Int, shuffled order: RandomStream, isCancelled: () -> Bool) throws {
    let images = order.permutation(set.training.count, step: epoch).map { set.training[$0] }
    for index in 0..<schedule.stepsPerEpoch {
      if isCancelled() { throw CancellationError() }
      let batch = images[index * schedule.batch..<(index + 1) * schedule.batch]
      _ = step((epoch - 1) * schedule.stepsPerEpoch + index, images: batch)
    }
  }

  /// One step, counted from 0.
  ///
  /// - Returns: the batch's mean loss before the step, summed over the neurons that shape the network.
  package func step(_ step: Int, images: ArraySlice<Int>) -> Double {
    let loss = computeGradient(step, images: images)
    update(step)
    return loss
  }

  /// The gradient of the parameters in one step, counted from 0.
  ///
  /// - Returns: the batch's mean loss, summed over the neurons that shape the network.
  package func computeGradient(_ step: Int, images: ArraySlice<Int>) -> Double {
    let count = images.count
    let masks = Dropout(description, stream: dropout, step: step)
    set.images.values.withUnsafeBufferPointer { memory.take($0.baseAddress!, entries: images) }
    memory.forward(count, dropout: masks)
    let outputs = memory.plan.dense[memory.plan.dense.count - 1].outputs
    let outputGradient = memory.unitGradient[memory.unitGradient.count - 1]
    var error = 0.0
    for (place, image) in images.enumerated() {
      for unit in 0..<set.outputs {
        let (output, target) = (memory.output(place, unit), set.targets[image * set.outputs + unit])
        let isMissing = target.isNaN
        outputGradient[place * outputs + unit] = isMissing ? 0 : settings.loss.slope(output: output, target: target) / Float(count)
        if !isMissing, unit < set.shaping { error += settings.loss.value(output: output, target: target) }
      }
    }
    memory.parameterGradient(count, dropout: masks, shaping: set.shaping)
    return error / Double(count)
  }

  /// The network's parameters, in the documented order.
  package func set(_ parameters: [Float]) { memory.set(parameters) }

  /// The last step's gradient of the parameters, in the documented order.
  package var gradient: [Float] { memory.plan.working.map { memory.gradient[$0] } }

  private func update(_ step: Int) {
    for (index, place) in memory.plan.places.enumerated() {
      let rate = schedule.rate(step) * rateFactor * (index < memory.plan.convolutions.count ? convolutionRate : 1)
      update(place.weights, place.weightCount, AdamWStep(step: step + 1, rate: rate, decay: settings.weightDecay))
      update(place.biases, place.biasCount, AdamWStep(step: step + 1, rate: rate, decay: 0))
    }
    memory.pack()
  }

  private func update(_ start: Int, _ count: Int, _ numbers: AdamWStep) {
    memory.kernels.adamW(
      numbers, count, memory.parameters.start + start, memory.gradient.start + start, mean.start + start, square.start + start)
  }

  /// The mean loss on some images, over all responses of the neurons that shape the network.
  func error(of images: [Int]) -> Double {
    let outputs = memory.outputs(set.images.values, entries: images, units: set.shaping)
    var (sum, count) = (0.0, 0)
    for (place, image) in images.enumerated() {
      for unit in 0..<set.shaping {
        let target = set.targets[image * set.outputs + unit]
        guard !target.isNaN else { continue }
        sum += settings.loss.value(output: outputs[place * set.shaping + unit], target: target)
        count += 1
      }
    }
    return sum / Double(count)
  }
}
