import Method
import Numerics
import Testing

@testable import Networks

/// A network and the images it is for.
struct Shape: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var input: InputShape
  var description: NetworkDescription

  init(
    _ name: String, _ channels: Int, _ height: Int, _ width: Int, _ convolutions: [NetworkDescription.Convolution], hidden: [Int]
  ) {
    testDescription = name
    input = InputShape(channels: channels, height: height, width: width)
    description = NetworkDescription()
    description.convolutions = convolutions
    description.hidden = hidden
  }

  static let all = [
    Shape("default", 1, 32, 32, NetworkDescription().convolutions, hidden: [32]),
    Shape("first filters 7 x 7", 1, 28, 28, [.init(channels: 16, side: 7), .init(channels: 32, side: 3)], hidden: [32]),
    Shape("benchmark", 1, 32, 32, [.init(channels: 16, side: 5), .init(channels: 32, side: 5)], hidden: [64]),
    Shape(
      "average", 1, 20, 20, [.init(channels: 16, side: 5, pooling: .average), .init(channels: 32, side: 3, pooling: .average)], hidden: [32]
    ),
    Shape(
      "no pooling, odd sizes", 1, 11, 9, [.init(channels: 5, side: 3, pooling: .none), .init(channels: 7, side: 4, pooling: .none)],
      hidden: [3]),
    Shape("one pixel left", 1, 3, 5, [.init(channels: 17, side: 3, pooling: .none)], hidden: []),
    Shape("three colours, odd channels", 3, 21, 17, [.init(channels: 20, side: 6), .init(channels: 33, side: 3)], hidden: [17, 5]),
    Shape("two colours, eleven", 2, 24, 26, [.init(channels: 3, side: 11, pooling: .average)], hidden: [10]),
    Shape(
      "four convolutions", 3, 40, 38,
      [
        .init(channels: 12, side: 11, pooling: .none), .init(channels: 24, side: 9, pooling: .average),
        .init(channels: 40, side: 3, pooling: .none), .init(channels: 18, side: 4),
      ], hidden: [20]),
    Shape("wide rows", 1, 9, 70, [.init(channels: 16, side: 8, pooling: .none)], hidden: [4]),
    Shape("no hidden layer", 1, 16, 16, [.init(channels: 8, side: 5), .init(channels: 48, side: 5)], hidden: []),
  ]

  func network(_ seed: UInt64 = 1) throws -> Network {
    try Network(description: description, input: input, stream: RandomStream(seed: seed, trial: "test weights"))
  }

  func reference(_ network: Network) -> ReferenceNetwork {
    ReferenceNetwork(description: description, input: input, parameters: network.parameters.map(Double.init))
  }

  func images(_ count: Int) -> Tensor {
    let noise = RandomStream(seed: 7, trial: "test images")
    return Tensor(shape: [count, input.channels, input.height, input.width], values: noise.normals(count * input.count))
  }
}

/// The largest difference, as a share of the largest reference value.
func relativeError(_ values: [Float], _ reference: [Double]) -> Double {
  let scale = reference.map(abs).max() ?? 0
  return zip(values, reference).map { abs(Double($0) - $1) }.max()! / max(scale, 1e-300)
}

@Suite struct GradientTests {
  @Test(arguments: Shape.all) func outputsAreThoseOfTheReference(shape: Shape) throws {
    let network = try shape.network()
    let images = shape.images(3)
    let expected = (0..<3).map { shape.reference(network).forward(images[$0].map(Double.init)).output }
    let outputs = network.predict(images)
    #expect(outputs.count == 3)
    #expect(relativeError(outputs, expected) < 1e-5)
  }

  @Test(arguments: Shape.all) func gradientsOfParametersAreThoseOfTheReference(shape: Shape) throws {
    let network = try shape.network()
    let reference = shape.reference(network)
    let count = 7
    let images = shape.images(count)
    let memory = NetworkMemory(network.plan, batch: count)
    memory.set(network.parameters)
    memory.take(images.values, entries: [Int](0..<count)[...])
    let dropout = Dropout(shape.description, stream: RandomStream(seed: 3, trial: "dropout"), step: 5)
    memory.forward(count, dropout: dropout)
    let last = memory.unitGradient.count - 1
    var expected = [Double](repeating: 0, count: network.parameters.count)
    for place in 0..<count {
      // Another slope for each image, so that mixing images up shows.
      let slope = Double(place + 1) * (place % 2 == 0 ? 0.25 : -0.5)
      memory.unitGradient[last][place * network.plan.dense[last].outputs] = Float(slope)
      let masks = factors(dropout, shape: shape, plan: network.plan, place: place, count: count)
      let gradient = reference.gradient(images[place].map(Double.init), masks: masks).parameters
      for (index, value) in gradient.enumerated() { expected[index] += slope * value }
    }
    memory.parameterGradient(count, dropout: dropout)
    let gradient = network.plan.working.map { memory.gradient[$0] }
    #expect(relativeError(gradient, expected) < 1e-5)
    // Padding has no gradient, hence never changes.
    let used = Set(network.plan.working)
    #expect((0..<network.plan.workingCount).allSatisfy { used.contains($0) || memory.gradient[$0] == 0 })
  }

  /// What dropout makes of ones: its factors, the features in documented order.
  private func factors(_ dropout: Dropout, shape: Shape, plan: NetworkPlan, place: Int, count: Int) -> [[Double]] {
    plan.dense.indices.map { layer -> [Double] in
      let stride = plan.dense[layer].inputs
      let ones = Buffer<Float>(count * stride)
      for index in 0..<count * stride { ones[index] = 1 }
      dropout.apply(to: ones.start, count: count, stride: stride, layer: layer, kernels: .chosen)
      let row = (0..<stride).map { Double(ones[place * stride + $0]) }
      guard layer == 0 else { return Array(row.prefix(shape.description.hidden[layer - 1])) }
      let last = plan.convolutions[plan.convolutions.count - 1]
      let pixels = last.height * last.width
      return (0..<last.channels).flatMap { channel -> [Double] in
        (0..<pixels).map { pixel in row[(channel / 16 * pixels + pixel) * 16 + channel % 16] }
      }
    }
  }

  @Test(arguments: Shape.all) func gradientsOfImagesAreThoseOfTheReference(shape: Shape) throws {
    let network = try shape.network()
    let reference = shape.reference(network)
    let images = shape.images(3)
    let memory = NetworkMemory(network.plan, batch: 3)
    memory.set(network.parameters)
    memory.take(images.values, entries: [0, 1, 2])
    memory.forward(3)
    let first = network.plan.convolutions[0]
    let gradient = Buffer<Float>(3 * first.inputGradientCount)
    memory.imageGradient(3, into: gradient)
    for place in 0..<3 {
      let expected = reference.gradient(images[place].map(Double.init)).image
      let values = (0..<shape.input.channels * shape.input.height).flatMap { row in
        (0..<shape.input.width).map { gradient[place * first.inputGradientCount + row * first.inputGradientStride + $0] }
      }
      #expect(relativeError(values, expected) < 1e-5)
    }
  }

  /// The reference itself against central differences.
  @Test(arguments: Shape.all) func referenceAgreesWithCentralDifferences(shape: Shape) throws {
    var reference = shape.reference(try shape.network())
    let image = shape.images(1).values.map(Double.init)
    let gradient = reference.gradient(image)
    let step = 1e-6
    let draw = RandomStream(seed: 11, trial: "test picks")
    for pick in 0..<12 {
      let index = draw.integer(below: reference.parameters.count, index: pick)
      let value = reference.parameters[index]
      reference.parameters[index] = value + step
      let above = reference.forward(image).output
      reference.parameters[index] = value - step
      let below = reference.forward(image).output
      reference.parameters[index] = value
      #expect(abs((above - below) / (2 * step) - gradient.parameters[index]) < 1e-6)
    }
    for pick in 0..<12 {
      let index = draw.integer(below: image.count, step: 1, index: pick)
      var moved = image
      moved[index] += step
      let above = reference.forward(moved).output
      moved[index] -= 2 * step
      #expect(abs((above - reference.forward(moved).output) / (2 * step) - gradient.image[index]) < 1e-6)
    }
  }
}
