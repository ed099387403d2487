import KernelShapes
import Kernels

/// The working memory of one network in use: allocated once, so that no step of training or synthesis allocates anything.
///
/// Owned by one thread.
final class NetworkMemory {
  let plan: NetworkPlan
  let kernels: KernelSet
  /// The most images that are held at once.
  let batch: Int

  /// The parameters in the working order.
  let parameters: Buffer<Float>
  /// The gradient of the parameters.
  let gradient: Buffer<Float>
  /// The batch's images, planar, with sixteen floats behind each.
  let images: Buffer<Float>
  let imageStride: Int
  /// Per convolution: the packed filters, and of each image the output, which units live, and the gradient of the output (for the last
  /// convolution of the whole batch, for the others of one image).
  let packed: [Buffer<Float>]
  let convolved: [Buffer<Float>]
  let live: [Buffer<UInt64>]
  let convolvedGradient: [Buffer<Float>]
  /// Per dense layer: the transposed weights, the batch's outputs and their gradient.
  let transposed: [Buffer<Float>]
  let units: [Buffer<Float>]
  let unitGradient: [Buffer<Float>]
  let scratch: Buffer<Float>
  let listOffsets: Buffer<Int32>
  let listGradients: Buffer<Float>

  init(_ plan: NetworkPlan, batch: Int, kernels: KernelSet = .chosen) {
    self.plan = plan
    self.kernels = kernels
    self.batch = batch
    parameters = Buffer(plan.workingCount)
    gradient = Buffer(plan.workingCount)
    imageStride = plan.input.count + lanes
    images = Buffer(batch * imageStride)
    let last = plan.convolutions.count - 1
    packed = plan.convolutions.map { Buffer($0.packedCount) }
    convolved = plan.convolutions.map { Buffer(batch * $0.outputCount) }
    live = plan.convolutions.map { Buffer(batch * $0.liveCount) }
    convolvedGradient = plan.convolutions.enumerated().map { Buffer(($0 == last ? batch : 1) * $1.outputCount) }
    transposed = plan.dense.map { Buffer($0.weightCount) }
    units = plan.dense.map { Buffer(batch * $0.outputs) }
    unitGradient = plan.dense.map { Buffer(batch * $0.outputs) }
    scratch = Buffer(plan.convolutions.map(\.scratchCount).max() ?? 0)
    let room = plan.convolutions.map(\.listCount).max() ?? 0
    listOffsets = Buffer(room)
    listGradients = Buffer(room)
  }

  /// Takes parameters in the documented order, ready for the forward pass.
  func set(_ documented: [Float]) {
    for (index, value) in zip(plan.working, documented) { parameters[index] = value }
    pack()
  }

  /// The parameters in the documented order.
  func documented() -> [Float] { plan.working.map { parameters[$0] } }

  /// Lays the filters out for the forward pass; due after every change of the parameters.
  func pack() {
    for (index, shape) in plan.convolutions.enumerated() {
      kernels.pack(shape, parameters.start + plan.places[index].weights, scratch.start, packed[index].start)
    }
  }

  /// Copies images into the batch.
  func take(_ values: UnsafePointer<Float>, entries: ArraySlice<Int>) {
    let count = plan.input.count
    for (place, entry) in entries.enumerated() {
      (images.start + place * imageStride).update(from: values + entry * count, count: count)
    }
  }

  /// The first `units` outputs of each of the given entries of a stack of images, [entry][unit], batch by batch.
  func outputs(_ values: [Float], entries: [Int], units: Int = 1) -> [Float] {
    var outputs: [Float] = []
    outputs.reserveCapacity(entries.count * units)
    values.withUnsafeBufferPointer { values in
      guard let start = values.baseAddress else { return }
      for first in stride(from: 0, to: entries.count, by: batch) {
        let part = entries[first..<min(first + batch, entries.count)]
        take(start, entries: part)
        forward(part.count)
        for place in 0..<part.count {
          for unit in 0..<units { outputs.append(output(place, unit)) }
        }
      }
    }
    return outputs
  }

  /// One of the network's outputs for one image of the batch, after `forward`.
  func output(_ place: Int, _ unit: Int = 0) -> Float { units[units.count - 1][place * plan.dense[plan.dense.count - 1].outputs + unit] }
}
