import KernelShapes

/// A convolution with bias, ReLU and pooling in plain scalar loops and `Double`, channel after channel: what the kernels are checked against.
struct ScalarConvolution {
  let shape: ConvolutionShape
  /// [channel][input channel][y][x].
  var weights: [Double]
  var biases: [Double]

  /// Outputs [channel][y][x], and of each convolved place the share of its pooled output's gradient that flows to it.
  func forward(_ input: [Double]) -> (output: [Double], shares: [Double]) {
    let (height, width) = (shape.convolvedHeight, shape.convolvedWidth)
    var output = [Double](repeating: 0, count: shape.channels * shape.height * shape.width)
    var shares = [Double](repeating: 0, count: shape.channels * height * width)
    for channel in 0..<shape.channels {
      for pixel in 0..<shape.height * shape.width {
        let places = (0..<shape.window * shape.window).map { place in
          (pixel / shape.width * shape.window + place / 2) * width + pixel % shape.width * shape.window + place % 2
        }
        let values = places.map { max(0, convolved(input, channel, $0 / width, $0 % width)) }
        output[channel * shape.height * shape.width + pixel] =
          shape.pooling == .average ? values.reduce(0, +) / 4 : values.max()!
        let greatest = values.firstIndex(of: values.max()!)
        for (index, place) in places.enumerated() where values[index] > 0 && (shape.pooling == .average || index == greatest) {
          shares[channel * height * width + place] = shape.pooling == .average ? 0.25 : 1
        }
      }
    }
    return (output, shares)
  }

  private func convolved(_ input: [Double], _ channel: Int, _ y: Int, _ x: Int) -> Double {
    var sum = biases[channel]
    forEachTap(channel, y, x) { weight, pixel in sum += weights[weight] * input[pixel] }
    return sum
  }

  /// Gradients of the weights, biases and input of the sum of outputs x slopes.
  func gradients(_ input: [Double], slopes: [Double]) -> (weights: [Double], biases: [Double], input: [Double]) {
    let shares = forward(input).shares
    let (height, width) = (shape.convolvedHeight, shape.convolvedWidth)
    var gradient = (
      weights: [Double](repeating: 0, count: weights.count), biases: [Double](repeating: 0, count: biases.count),
      input: [Double](repeating: 0, count: input.count)
    )
    for (unit, share) in shares.enumerated() where share > 0 {
      let (channel, y, x) = (unit / (height * width), unit / width % height, unit % width)
      let slope = share * slopes[(channel * shape.height + y / shape.window) * shape.width + x / shape.window]
      gradient.biases[channel] += slope
      forEachTap(channel, y, x) { weight, pixel in
        gradient.weights[weight] += slope * input[pixel]
        gradient.input[pixel] += slope * weights[weight]
      }
    }
    return gradient
  }

  private func forEachTap(_ channel: Int, _ y: Int, _ x: Int, _ body: (_ weight: Int, _ pixel: Int) -> Void) {
    let side = shape.side
    for inputChannel in 0..<shape.inputChannels {
      for tap in 0..<side * side {
        let pixel = (inputChannel * shape.inputHeight + y + tap / side) * shape.inputWidth + x + tap % side
        body((channel * shape.inputChannels + inputChannel) * side * side + tap, pixel)
      }
    }
  }
}
