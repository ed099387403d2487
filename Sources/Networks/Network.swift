import Method
import Numerics

/// The parameters of one network: convolutions with bias, ReLU and pooling, dense layers with ReLU, one linear output a neuron.
public struct Network: Sendable, Equatable {
  public let description: NetworkDescription
  public let input: InputShape
  /// Linear outputs: one for each neuron that it copies.
  public let outputs: Int
  /// All parameters, layer by layer, weights then biases; weights [out, in, y, x] of a convolution and [out, in] of a dense layer, features
  /// flattened as [channel, y, x]: PyTorch's order.
  public var parameters: [Float]

  let plan: NetworkPlan

  /// Weights and biases uniform within +-1/sqrt(number of inputs of a unit).
  ///
  /// - Parameters:
  ///   - input: the size of a stimulus.
  ///   - stream: the random numbers; parameter i takes the i-th.
  /// - Throws: `NetworkError` where the description asks for what no network has, or does not fit the input.
  public init(description: NetworkDescription, input: InputShape, outputs: Int = 1, stream: RandomStream) throws {
    let plan = try NetworkPlan(description, input: input, outputs: outputs)
    self.description = description
    self.input = input
    self.outputs = outputs
    self.plan = plan
    var bounds: [Float] = []
    bounds.reserveCapacity(plan.working.count)
    let unitCounts = plan.convolutions.map(\.channels) + plan.dense.map(\.units)
    for (fanIn, units) in zip(plan.fanIns, unitCounts) {
      bounds.append(contentsOf: repeatElement(1 / Float(fanIn).squareRoot(), count: (fanIn + 1) * units))
    }
    parameters = bounds.enumerated().map { index, bound in (2 * stream.uniform(index: index) - 1) * bound }
  }

  /// A network of known parameters.
  ///
  /// - Parameter parameters: in the documented order.
  /// - Throws: `NetworkError` where the description does not fit the input, or the parameters are too many, too few, or not finite.
  public init(description: NetworkDescription, input: InputShape, outputs: Int = 1, parameters: [Float]) throws {
    let plan = try NetworkPlan(description, input: input, outputs: outputs)
    guard parameters.count == plan.working.count, parameters.allSatisfy(\.isFinite) else {
      throw NetworkError(
        .data,
        "A network with these layers has \(plan.working.count) finite parameters; \(parameters.count) were given, or some are not finite.")
    }
    self.description = description
    self.input = input
    self.outputs = outputs
    self.plan = plan
    self.parameters = parameters
  }

  /// The numbers of parameters of a network of one output: below the output layer, and of the output's own weights and bias.
  public static func parameterCounts(_ description: NetworkDescription, input: InputShape) throws -> (shared: Int, own: Int) {
    let plan = try NetworkPlan(description, input: input)
    let own = (plan.fanIns.last ?? 0) + 1
    return (plan.working.count - own, own)
  }

  /// What one image takes of a network of one output: multiplications of a prediction, all parameters, and numbers that are held of it.
  public static func cost(_ description: NetworkDescription, input: InputShape) throws -> (
    multiplications: Int, parameters: Int, activations: Int
  ) {
    let plan = try NetworkPlan(description, input: input)
    let convolutions = plan.convolutions.reduce(0) { sum, shape in
      let (height, width) = (shape.inputHeight - shape.side + 1, shape.inputWidth - shape.side + 1)
      return sum + height * width * shape.channels * shape.inputChannels * shape.side * shape.side
    }
    return (
      convolutions + plan.dense.reduce(0) { $0 + $1.weightCount }, plan.working.count,
      plan.input.count + plan.convolutions.reduce(0) { $0 + $1.outputCount }
    )
  }

  /// The outputs for a stack of images, of a network that copies one neuron.
  ///
  /// - Parameter images: [n, channels, height, width], standardised like the training images.
  /// - Returns: n outputs, in the units of the training targets.
  public func predict(_ images: Tensor) -> [Float] { NetworkPredictor(self, batch: min(64, max(1, images.count))).predict(images) }
}

/// A network laid out for the kernels once, for whoever asks it for many small stacks of images. Used from one thread at a time.
public final class NetworkPredictor {
  private let memory: NetworkMemory

  /// - Parameters:
  ///   - network: of one output.
  ///   - batch: how many images it holds room for at a time.
  public init(_ network: Network, batch: Int) {
    precondition(network.outputs == 1, "a network of \(network.outputs) outputs predicts no single neuron")
    memory = NetworkMemory(network.plan, batch: batch)
    memory.set(network.parameters)
  }

  /// As `Network.predict`.
  public func predict(_ images: Tensor) -> [Float] {
    precondition(
      images.stride == memory.plan.input.count, "images of \(images.stride) numbers do not fit a network for \(memory.plan.input.count)")
    return memory.outputs(images.values, entries: Array(0..<images.count))
  }
}

/// The size of one stimulus.
public struct InputShape: Sendable, Equatable {
  public let channels: Int
  public let height: Int
  public let width: Int

  public init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// Numbers of one stimulus.
  public var count: Int { channels * height * width }
}
