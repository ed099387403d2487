import KernelShapes
import Method

/// A network's layers with their sizes, and where each number lies.
///
/// Two orders of the parameters: the documented one, layer by layer, weights then biases, as PyTorch has them, and the working one of the kernels,
/// padded to sixteen channels or units with zeros that stay zero.
struct NetworkPlan: Sendable, Equatable {
  /// Where one layer's weights and biases lie in the working order.
  struct Place: Sendable, Equatable {
    let weights: Int
    let weightCount: Int
    let biases: Int
    let biasCount: Int
  }

  let input: InputShape
  let convolutions: [ConvolutionShape]
  /// The hidden layers, then the output.
  let dense: [DenseShape]
  /// One entry per layer, convolutions first.
  let places: [Place]
  /// Floats of the working order.
  let workingCount: Int
  /// The working place of each parameter of the documented order.
  let working: [Int]
  /// The number of inputs of each layer's units, padding not counted.
  let fanIns: [Int]

  /// - Parameter outputs: linear outputs, one for each neuron that the network copies.
  /// - Throws: `NetworkError` where the description asks for what no network has, or does not fit the input.
  init(_ description: NetworkDescription, input: InputShape, outputs: Int = 1) throws {
    try Self.check(description, input: input)
    guard (1...1_000_000).contains(outputs) else {
      throw NetworkError(.impossible, "A network has 1 to 1000000 outputs, not \(outputs).")
    }
    self.input = input
    convolutions = try Self.shapes(description, input: input)
    let last = convolutions[convolutions.count - 1]
    var inputs = last.outputCount
    var dense: [DenseShape] = []
    for units in description.hidden + [outputs] {
      dense.append(DenseShape(inputs: inputs, units: units))
      inputs = dense[dense.count - 1].outputs
    }
    self.dense = dense
    var places: [Place] = []
    var next = 0
    for (weights, biases) in convolutions.map({ ($0.weightCount, $0.biasCount) }) + dense.map({ ($0.weightCount, $0.outputs) }) {
      places.append(Place(weights: next, weightCount: weights, biases: next + weights, biasCount: biases))
      next += weights + biases
    }
    self.places = places
    workingCount = next
    fanIns =
      convolutions.map { $0.inputChannels * $0.side * $0.side } + [last.channels * last.height * last.width] + description.hidden
    working = Self.order(convolutions, dense, places)
  }

  private static func check(_ description: NetworkDescription, input: InputShape) throws {
    guard input.channels > 0, input.height > 0, input.width > 0, input.count <= 1 << 24 else {
      throw NetworkError(
        .unfit, "A network takes images of 1 to 16777216 numbers, not of \(input.channels) x \(input.height) x \(input.width); resize them."
      )
    }
    guard (1...4).contains(description.convolutions.count) else {
      throw NetworkError(
        .impossible, "A network has one to four convolutions, not \(description.convolutions.count); change network.convolutions.")
    }
    for (index, convolution) in description.convolutions.enumerated() {
      guard (1...1024).contains(convolution.channels) else {
        throw NetworkError(.impossible, "Convolution \(index + 1) has 1 to 1024 channels, not \(convolution.channels).")
      }
      guard (3...11).contains(convolution.side) else {
        throw NetworkError(.impossible, "The filters of convolution \(index + 1) are 3 to 11 pixels wide, not \(convolution.side).")
      }
    }
    for (index, units) in description.hidden.enumerated() where !(1...4096).contains(units) {
      throw NetworkError(.impossible, "Hidden layer \(index + 1) has 1 to 4096 units, not \(units).")
    }
    for (name, share) in [("features", description.featureDropout), ("hidden layers", description.hiddenDropout)]
    where !(share >= 0 && share <= 0.9) {
      throw NetworkError(.impossible, "The dropout of the \(name) is a share from 0 to 0.9, not \(share).")
    }
  }

  private static func shapes(_ description: NetworkDescription, input: InputShape) throws -> [ConvolutionShape] {
    var shapes: [ConvolutionShape] = []
    var (channels, height, width) = (input.channels, input.height, input.width)
    for (index, convolution) in description.convolutions.enumerated() {
      let window = convolution.pooling == .none ? 1 : 2
      guard height - convolution.side + 1 >= window, width - convolution.side + 1 >= window else {
        throw NetworkError(
          .unfit,
          "Convolution \(index + 1) has filters of \(convolution.side) x \(convolution.side) pixels"
            + (window == 2 ? " and 2 x 2 pooling" : "")
            + ", but only \(height) x \(width) pixels reach it from images of \(input.height) x \(input.width); "
            + "use larger images, smaller filters or fewer convolutions (network.convolutions in --analysis).")
      }
      let shape = ConvolutionShape(
        inputChannels: channels, inputHeight: height, inputWidth: width, isFirst: index == 0, channels: convolution.channels,
        side: convolution.side, pooling: pooling(convolution.pooling))
      shapes.append(shape)
      (channels, height, width) = (shape.channels, shape.height, shape.width)
    }
    return shapes
  }

  private static func pooling(_ pooling: NetworkDescription.Pooling) -> ConvolutionShape.Pooling {
    switch pooling {
    case .max: .max
    case .average: .average
    case .none: .none
    }
  }

  private static func order(_ convolutions: [ConvolutionShape], _ dense: [DenseShape], _ places: [Place]) -> [Int] {
    var order: [Int] = []
    for (shape, place) in zip(convolutions, places) {
      for channel in 0..<shape.channels {
        for inputChannel in 0..<shape.inputChannels {
          for y in 0..<shape.side {
            for x in 0..<shape.side {
              order.append(place.weights + shape.weightIndex(channel: channel, inputChannel: inputChannel, y: y, x: x))
            }
          }
        }
      }
      order.append(contentsOf: place.biases..<place.biases + shape.channels)
    }
    // Features are documented as [channel][y][x] and lie as [block][y][x][16].
    let last = convolutions[convolutions.count - 1]
    let pixels = last.height * last.width
    var inputs = (0..<last.channels).flatMap { channel in
      (0..<pixels).map { (channel / lanes * pixels + $0) * lanes + channel % lanes }
    }
    for (shape, place) in zip(dense, places[convolutions.count...]) {
      for unit in 0..<shape.units { order.append(contentsOf: inputs.map { place.weights + $0 * shape.outputs + unit }) }
      order.append(contentsOf: place.biases..<place.biases + shape.units)
      inputs = Array(0..<shape.units)
    }
    return order
  }
}
