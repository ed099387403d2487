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

extension NetworkMemory {
  /// The gradient of the features (and, where asked for, of the dense layers' parameters) from that of the outputs.
  ///
  /// The gradient of image n's output is read from the first float of row n of the last `unitGradient`; the rest of the row is zero.
  /// Outputs from `shaping` on teach their own weights only: below the output layer their gradient counts as zero.
  private func denseBackward(_ count: Int, dropout: Dropout?, ofParameters: Bool, shaping: Int = .max) {
    for index in plan.dense.indices.reversed() {
      let shape = plan.dense[index]
      let place = plan.places[plan.convolutions.count + index]
      let input = index == 0 ? convolved[convolved.count - 1].start : units[index - 1].start
      let inputGradient = index == 0 ? convolvedGradient[convolved.count - 1].start : unitGradient[index - 1].start
      if ofParameters {
        kernels.denseWeightGradient(
          shape, count, input, unitGradient[index].start, gradient.start + place.weights, gradient.start + place.biases)
      }
      if index == plan.dense.count - 1, shaping < shape.units {
        for place in 0..<count {
          (unitGradient[index].start + place * shape.outputs + shaping).update(repeating: 0, count: shape.units - shaping)
        }
      }
      kernels.transpose(shape, parameters.start + place.weights, transposed[index].start)
      kernels.denseInputGradient(shape, count, unitGradient[index].start, transposed[index].start, inputGradient)
      kernels.gate(count * shape.inputs, input, inputGradient, dropout?.scale(layer: index) ?? 1)
    }
  }

  /// The gradient of all parameters, summed over the first `count` images; after `forward`, with `unitGradient` of the outputs set.
  ///
  /// - Parameter shaping: how many of the outputs, from the first, the layers below learn from.
  func parameterGradient(_ count: Int, dropout: Dropout?, shaping: Int = .max) {
    denseBackward(count, dropout: dropout, ofParameters: true, shaping: shaping)
    let last = plan.convolutions.count - 1
    let convolutionEnd = plan.places[last].biases + plan.places[last].biasCount
    gradient.start.update(repeating: 0, count: convolutionEnd)
    for place in 0..<count {
      for index in plan.convolutions.indices.reversed() {
        let shape = plan.convolutions[index]
        let layer = plan.places[index]
        let input =
          index == 0 ? images.start + place * imageStride : convolved[index - 1].start + place * plan.convolutions[index - 1].outputCount
        let flow = convolvedGradient[index].start + (index == last ? place * shape.outputCount : 0)
        let alive = live[index].start + place * shape.liveCount
        kernels.addWeightGradient(
          shape, input, alive, flow, listOffsets.start, listGradients.start, gradient.start + layer.weights, gradient.start + layer.biases)
        if index > 0 {
          kernels.inputGradient(
            shape, alive, flow, parameters.start + layer.weights, listOffsets.start, listGradients.start, convolvedGradient[index - 1].start
          )
        }
      }
    }
  }

  /// The gradients of the outputs with respect to the first `count` images: of each image `inputGradientCount` floats of the first convolution.
  /// After `forward` without dropout.
  /// - Parameter wanted: which of the images; nil for all. Of others nothing is written.
  func imageGradient(_ count: Int, of wanted: [Bool]? = nil, into target: Buffer<Float>) {
    guard wanted?.contains(true) ?? true else { return }
    let outputs = plan.dense[plan.dense.count - 1].outputs
    for place in 0..<count { unitGradient[unitGradient.count - 1][place * outputs] = 1 }
    denseBackward(count, dropout: nil, ofParameters: false)
    let last = plan.convolutions.count - 1
    for place in 0..<count where wanted?[place] ?? true {
      for index in plan.convolutions.indices.reversed() {
        let shape = plan.convolutions[index]
        let flow = convolvedGradient[index].start + (index == last ? place * shape.outputCount : 0)
        let below =
          index == 0 ? target.start + place * plan.convolutions[0].inputGradientCount : convolvedGradient[index - 1].start
        kernels.inputGradient(
          shape, live[index].start + place * shape.liveCount, flow,
          index == 0 ? packed[0].start : parameters.start + plan.places[index].weights, listOffsets.start, listGradients.start, below)
      }
    }
  }
}
