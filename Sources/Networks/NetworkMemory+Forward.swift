import KernelShapes

extension NetworkMemory {
  /// The first `count` images of the batch through the network.
  ///
  /// - Parameter dropout: the masks of a training step; nil for prediction.
  func forward(_ count: Int, dropout: Dropout? = nil) {
    for place in 0..<count { convolve(place) }
    let features = plan.convolutions[plan.convolutions.count - 1].outputCount
    var input = convolved[convolved.count - 1].start
    dropout?.apply(to: input, count: count, stride: features, layer: 0, kernels: kernels)
    for (index, shape) in plan.dense.enumerated() {
      let place = plan.places[plan.convolutions.count + index]
      let isOutput = index == plan.dense.count - 1
      kernels.dense(
        shape, count, input, parameters.start + place.weights, parameters.start + place.biases, !isOutput, units[index].start)
      input = units[index].start
      if !isOutput { dropout?.apply(to: input, count: count, stride: shape.outputs, layer: index + 1, kernels: kernels) }
    }
  }

  private func convolve(_ place: Int) {
    var input = images.start + place * imageStride
    for (index, shape) in plan.convolutions.enumerated() {
      let output = convolved[index].start + place * shape.outputCount
      kernels.convolve(
        shape, input, packed[index].start, parameters.start + plan.places[index].biases, scratch.start, output,
        live[index].start + place * shape.liveCount)
      input = output
    }
  }
}
